"""URLs of the moderators' pages, below /admin/comments/."""

from django.urls import path

from . import bulk_decisions, comment, decisions, domains, log, people, queues, settings, story_panel, word_lists

urlpatterns = [
    path("comments/", queues.start, name="comments_desk"),
    path("comments/queue/<slug:name>/", queues.QueueView.as_view(), name="comments_queue"),
    path("comments/bulk/", bulk_decisions.bulk, name="comments_bulk"),
    path("comments/undo/", decisions.undo, name="comments_undo"),
    path("comments/comment/<uuid:public_id>/", comment.CommentView.as_view(), name="comments_comment"),
    path("comments/comment/<uuid:public_id>/decide/", decisions.decide, name="comments_decide"),
    path("comments/comment/<uuid:public_id>/around/", comment.SurroundingView.as_view(), name="comments_around"),
    path("comments/decision/<int:number>/word/", comment.AuthorMessageView.as_view(), name="comments_word"),
    path("comments/people/", people.PeopleView.as_view(), name="comments_people"),
    path("comments/people/<int:number>/", people.PersonView.as_view(), name="comments_person"),
    path("comments/people/<int:number>/standing/", people.StandingView.as_view(), name="comments_standing"),
    path("comments/people/<int:number>/note/", people.NoteView.as_view(), name="comments_note"),
    path("comments/people/<int:number>/refuse-all/", people.RefuseAllView.as_view(), name="comments_refuse_all"),
    path("comments/words/", word_lists.WordsView.as_view(), name="comments_words"),
    path("comments/words/add/", word_lists.AddPhrasesView.as_view(), name="comments_words_add"),
    path("comments/words/remove/", word_lists.RemovePhrasesView.as_view(), name="comments_words_remove"),
    path("comments/words/try/", word_lists.RulePreviewView.as_view(), name="comments_words_try"),
    path("comments/domains/", domains.DomainsView.as_view(), name="comments_domains"),
    path("comments/domains/<int:number>/lift/", domains.LiftDomainView.as_view(), name="comments_domain_lift"),
    path("comments/settings/", settings.SettingsView.as_view(), name="comments_settings"),
    path("comments/log/", log.LogView.as_view(), name="comments_log"),
    path("comments/story/<int:number>/", story_panel.StoryThreadView.as_view(), name="comments_story"),
]
