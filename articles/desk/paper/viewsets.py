"""Sections, tags, profiles and simple pages in the admin."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ...models import Profile, Section, SimplePage, Tag
from ..choosers import ActiveChooserViewSet
from ..forms import ReadableForm
from .usage import PlainIndexView, StoriesUsageView, TagDeleteView, UsedEditView

PLAIN = "wagtailadmin/generic/index.html"


class SectionViewSet(SnippetViewSet):
    """Sections."""

    model = Section
    index_view_class = PlainIndexView
    index_template_name = PLAIN
    edit_view_class = UsedEditView
    usage_view_class = StoriesUsageView
    chooser_viewset_class = ActiveChooserViewSet
    icon = "folder-open-inverse"
    menu_order = 100
    list_display = ["name", "slug", "position", "active"]
    ordering = ["apart", "position"]
    sort_order_field = "position"
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("position"), FieldPanel("apart"), FieldPanel("active")]),
        FieldPanel("in_news_sitemap"),
    ]


class TagViewSet(SnippetViewSet):
    """Tags."""

    model = Tag
    index_view_class = PlainIndexView
    index_template_name = PLAIN
    edit_view_class = UsedEditView
    usage_view_class = StoriesUsageView
    delete_view_class = TagDeleteView
    icon = "tag"
    menu_order = 200
    list_display = ["name", "slug"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]


class ProfileViewSet(SnippetViewSet):
    """People and desks."""

    model = Profile
    index_view_class = PlainIndexView
    index_template_name = PLAIN
    edit_view_class = UsedEditView
    usage_view_class = StoriesUsageView
    chooser_viewset_class = ActiveChooserViewSet
    icon = "user"
    menu_order = 300
    list_display = ["name", "kind", "role", "active"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("role")]),
            FieldPanel("bio"),
            FieldPanel("portrait"),
            InlinePanel("links", [FieldPanel("label"), FieldPanel("url")], label="Elsewhere"),
            FieldPanel("user"),
            FieldPanel("active"),
        ],
        base_form_class=ReadableForm,
    )


class SimplePageViewSet(SnippetViewSet):
    """Pages about the paper."""

    model = SimplePage
    index_view_class = PlainIndexView
    index_template_name = PLAIN
    icon = "doc-empty"
    menu_label = "Pages about the paper"
    menu_order = 400
    list_display = ["name", "slug", "published"]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("slug"), FieldPanel("body"), FieldPanel("published")],
        base_form_class=ReadableForm,
    )


class PaperViewSetGroup(SnippetViewSetGroup):
    """The menu “The paper”: everything except stories."""

    menu_label = "The paper"
    menu_name = "the-paper"
    menu_icon = "list-ul"
    menu_order = 400
    submenu_hook = "register_the_paper_menu_item"
    items = (SectionViewSet, TagViewSet, ProfileViewSet, SimplePageViewSet)
