"""Names of libraries that no documentation promises and that the paper leans on: what each is for.

Imports nothing of the paper: `python -m tests.private_names` says which are gone even where the paper does not start.
"""

import importlib
import inspect
import re
import sys
from types import ModuleType
from typing import Any

import django
from django.conf import settings

# By module of ours: name of theirs → what it is for. A name of an instance is written as one of its class.
BORROWED = {
    "fastpath/django_compat.py": {
        "django.db.backends.postgresql.base.ServerBindingCursor": "sends values apart from the SQL of a prepared query",
        "django.db.backends.postgresql.base.DatabaseWrapper._prepare_cursor": "makes the cursor of a prepared query",
        "django.db.models.base.ModelState": "is made by hand for an instance that no constructor makes",
        "django.db.models.query.get_related_populators": "makes instances of what a query joins",
        "django.db.models.query.RelatedPopulator.populate": "makes one instance of what a query joins",
        "django.db.models.query.QuerySet._result_cache": "holds prefetched rows",
        "django.db.models.base.Model._prefetched_objects_cache": "holds the querysets that were prefetched",
        "django.db.models.query.QuerySet._fetch_mode": "says how a prepared query reads what is missing later",
        "django.db.models.query.QuerySet._raw_delete": "deletes many rows without reading them",
        "django.db.models.sql.compiler.SQLCompiler.select": "says which columns a row of a prepared query has",
        "django.db.models.sql.compiler.SQLCompiler.klass_info": "says which columns make which model",
        "django.db.models.sql.compiler.SQLCompiler.annotation_col_map": "says which columns are annotations",
        "django.db.models.sql.compiler.SQLCompiler.get_converters": "finds what fields make of values",
        "django.db.models.sql.compiler.SQLCompiler.apply_converters": "makes of values what fields make of them",
        "modelcluster.models.get_all_child_relations": "lists what belongs to a story: bylines, tags, sources",
        "modelcluster.fields._cluster_related_objects": "holds the bylines, tags … that are edited",
        "psycopg_pool.pool.ConnectionPool._check": "is how a connection is looked at before it is used",
        "psycopg_pool.base.BasePool._pool": "holds the connections at rest",
    },
    "articles/wagtail_compat.py": {
        "wagtail.models.WorkflowMixin._current_workflow_states": "holds the reviews under way of a story",
        "wagtail.signal_handlers.disable_reference_index_auto_update": "keeps a save from indexing a story many times",
    },
    "articles/context_processors.py": {
        "django.utils.functional.SimpleLazyObject": "reads the paper only for a template that prints it",
    },
    "articles/desk/forms.py": {
        "django.forms.formsets.TOTAL_FORM_COUNT": "is the field that says how many rows a list of a form has",
        "wagtail.admin.widgets.BaseChooser": "tells the fields that choose one of many",
    },
    "articles/images/renditions.py": {
        "wagtail.images.exceptions.InvalidFilterSpecError": "is raised for a size that cannot be",
        "wagtail.images.models.SourceImageIOError": "is raised for a picture whose file is gone",
    },
    "articles/services/publishing.py": {
        "wagtail.actions.publish_revision.PublishRevisionAction": "publishes a story",
        "wagtail.actions.unpublish.UnpublishAction": "takes a story off the site",
    },
    "articles/desk/stories/bulk_actions.py": {
        "django.utils.functional.classproperty": "names the models of a bulk action once they are there",
        "wagtail.admin.widgets.AdminTagWidget": "is the field for tags",
    },
    "articles/desk/dashboard.py": {
        "wagtail.admin.utils.get_user_display_name": "is how the admin calls somebody",
    },
    "articles/desk/paper/picture_usage.py": {
        "wagtail.images.views.images.DeleteView": "asks before a picture is deleted",
    },
    "articles/desk/planning.py": {
        "django.db.models.fields.json.KeyTextTransform": "reads the time that a revision asks to go live",
    },
    "articles/desk/stories/reads_panel.py": {
        "wagtail.admin.ui.side_panels.BaseSidePanel": "is a panel beside the form of a story",
    },
    "articles/desk/rights.py": {
        "wagtail.admin.auth.permission_denied": "answers who may not see a report",
    },
    "articles/desk/stories/form_views.py": {
        "wagtail.admin.views.generic.models.CopyViewMixin": "starts a story with the text of another",
        "wagtail.admin.widgets.AdminAutoHeightTextInput": "is the field for the headline",
    },
    "articles/desk/stories/filters.py": {
        "taggit.utils.parse_tags": "takes apart the tags that a filter asks for",
    },
    "articles/desk/stories/listing.py": {
        "wagtail.admin.paginator.WagtailPaginator": "pages through the list of stories",
        "wagtail.admin.views.mixins.SpreadsheetExportMixin.write_csv_row": "writes a row of a spreadsheet",
    },
    "comments/desk/dashboard.py": {
        "wagtail.admin.ui.sidebar.LinkMenuItem": "is an entry of the menu, with a number beside it",
    },
    "fastpath/template_loader.py": {
        "django.template.base.FilterExpression": "is what a tag is given",
        "django.template.base.TextNode": "is a text between tags",
        "django.template.defaulttags.IfNode.conditions_nodelists": "holds the branches of an {% if %}",
        "django.template.loader_tags.BlockNode": "is a block that another template may fill",
        "django.template.loader_tags.ExtendsNode.parent_name": "is the template that another extends",
        "django.template.loader_tags.IncludeNode.isolated_context": "is whether an included template sees all names",
        "django.templatetags.i18n.TranslateNode.filter_expression": "is what a {% translate %} says",
    },
    "fastpath/database/base.py": {
        "django.db.backends.postgresql.psycopg_any.BaseTzLoader": "reads times in the zone of the connection",
    },
    "newsroom/management/commands/prepare.py": {
        "django.contrib.staticfiles.finders.get_finders": "lists the static files, to see whether they changed",
    },
    "newsroom/migration_state.py": {
        "django.db.migrations.executor.MigrationExecutor.migration_plan": "says whether every migration has run",
    },
    "fastpath/page_cache/cache_key.py": {
        "django.http.request.split_domain_port": "takes a Host header apart",
        "django.http.request.validate_host": "says whether a host is one of ours",
    },
    "newsroom/roles.py": {
        "django.contrib.auth.management.create_permissions": "makes the rights that a migration gives to roles",
    },
    "newsroom/staff/bulk.py": {
        "wagtail.users.views.bulk_actions.AssignRoleBulkAction": "gives a role to many at once",
        "wagtail.users.views.bulk_actions.DeleteBulkAction": "deletes many accounts at once",
        "wagtail.users.views.bulk_actions.SetActiveStateBulkAction": "closes many accounts at once",
    },
    "newsroom/staff/role_screens.py": {
        "wagtail.images.forms.GroupImagePermissionFormSet": "gives a role its rights in pictures",
    },
    "newsroom/tour.py": {
        "wagtail.admin.views.account.LoginView": "is the log-in page",
    },
    "outbox/transports/smtp.py": {
        "smtplib.SMTP._host": "says whose certificate is expected, of a server that is reached by its number",
    },
    "outbox/views.py": {
        "wagtail.admin.views.generic.base.WagtailAdminTemplateMixin": "is a page of the admin",
    },
    "subscriptions/sending/body.py": {
        "wagtail.rich_text.expand_db_html": "makes HTML of rich text, for a mail",
    },
}

# Names that older versions of Django, which we run on too, do not have yet.
SINCE = {"django.db.models.query.QuerySet._fetch_mode": (6, 1)}

# Class and method of ours → what our version of theirs is for.
OVERRIDDEN = {
    "ActiveMixin.get_object_list": "offers only what is in use",
    "Article.current_workflow_state": "finds the review under way once",
    "Article.from_serializable_data": "reads what a revision points to together",
    "Article.get_latest_revision_as_object": "reads what a draft points to together",
    "Article.get_workflow": "finds the workflow once",
    "Article.publish": "publishes by our own way",
    "Article.save_revision": "writes a revision with what the paper notes of it",
    "Article.unpublish": "takes off the site by our own way",
    "Article.with_content_json": "reads what a revision points to together",
    "BoundsMixin.check_perm": "keeps who manages staff from whom they may not",
    "CappedPaginator.items_count_label": "says how many stories there are, up to a cap",
    "CommentsMenuItem.render_component": "shows a number in the menu",
    "ConflictMixin.get_success_json": "tells an automatic save of a conflict",
    "CorrectionListView.get_base_queryset": "lists corrections",
    "DatabaseWrapper._configure_connection": "has the database plan a prepared query once",
    "DatabaseWrapper.pool": "looks at a connection without a question to the database",
    "DeskPage.get_breadcrumbs_items": "says where one is",
    "FrontView.get_breadcrumbs_items": "says where one is",
    "HeadlineColumn.get_cell_context_data": "shows what the list says of a headline",
    "NewsImage.default_alt_text": "describes a picture",
    "MailDeskView.get_breadcrumbs_items": "says where one is",
    "OutboxView.get_breadcrumbs_items": "says where one is",
    "OwnOrPublishedMixin.get_object_list": "offers only stories one may see",
    "OwnOrPublishedMixin.get_objects": "offers only stories one may see",
    "PictureChooserBlock.value_from_form": "reads a picture without a question each",
    "PictureDeleteView.confirmation_message": "says where a picture is used",
    "PictureDeleteView.permission_policy": "asks for the right in this picture",
    "PictureField.check_image_pixel_size": "refuses a picture too large to open",
    "PictureUsageView.get_add_url": "offers nothing to add",
    "PictureUsageView.get_base_queryset": "lists the stories one may touch",
    "PictureUsageView.get_index_url": "leads back to the picture",
    "PictureUsageView.order_queryset": "sorts stories",
    "PlainIndexView.columns": "leaves out what nobody needs",
    "PlanningView.get_breadcrumbs_items": "says where one is",
    "ReadableForm._widget_data_value": "refuses what no browser sends",
    "ReadinessMixin.get_side_panels": "shows what a story lacks",
    "RecommendedView.get_breadcrumbs_items": "says where one is",
    "RecommendedView.get_page_subtitle": "says of which story",
    "RefusalMixin.publish_action": "says why a story is not published",
    "RefusalMixin.workflow_action_action": "says why a story is not approved",
    "ReportsView.get_breadcrumbs_items": "says where one is",
    "RoleMixin.permission_panel_forms": "shows rights in pictures alone",
    "RoleViewSet.get_form_class": "uses our form for roles",
    "StaffViewSet.get_form_class": "uses our form for accounts",
    "StoryBulkAction.get_actionable_objects": "takes the stories one may touch",
    "StoryCopyView.get_initial_form_instance": "starts with a copy and not with the story itself",
    "StoryCreateView.save_instance": "gives a story its owner",
    "StoryEditView.get_success_json": "answers an automatic save",
    "StoryEditView.get_success_message": "says what became of a story in review",
    "StoryEditView.header_more_buttons": "offers to correct and to withdraw",
    "StoryEditView.run_action_method": "acts on the review as it is then",
    "StoryEditView.submit_action": "hands a story in",
    "StoryIndexView._get_title_column": "keeps headlines from being sorted by",
    "StoryIndexView.get_heading": "names the columns of a spreadsheet",
    "StoryIndexView.is_searchable": "searches by our own index",
    "StoryIndexView.order_queryset": "sorts by what has an index",
    "StoryIndexView.preprocess_field_value": "keeps a headline from being a formula",
    "StoryIndexView.search_queryset": "searches by our own index",
    "StoryIndexView.stream_csv": "writes line by line",
    "StoryIndexView.to_row_dict": "says what a spreadsheet has of a story",
    "TagDeleteView.confirmation_message": "says where a tag is used",
    "UncreditedListView.get_base_queryset": "lists pictures without a credit",
    "UncreditedListView.permission_policy": "asks for the right in pictures",
    "UsedEditView.get_usage_url": "links to where a thing is used",
    "UsedEditView.header_more_buttons": "links to where a thing is used",
}


def gone(name: str) -> bool:
    """Return whether the library no longer has the name with this dotted path."""
    found, module, rest = _imported(name)
    for part in rest:
        if not hasattr(found, part):
            # What an instance has is set in some method, or asked for by its name.
            return module is None or not re.search(rf"""[."']{part}\b""", inspect.getsource(module))
        found = getattr(found, part)
        module = sys.modules.get(getattr(found, "__module__", ""), module)
    return False


def _imported(name: str) -> tuple[Any, ModuleType | None, list[str]]:
    """Return the innermost module of a dotted path, twice, and the parts that follow it."""
    parts = name.split(".")
    for number in range(len(parts), 0, -1):
        path = ".".join(parts[:number])
        try:
            module = importlib.import_module(path)
        except ModuleNotFoundError as error:
            if error.name is None or not f"{path}.".startswith(f"{error.name}."):
                raise
            continue
        return module, module, parts[number:]
    return None, None, parts


def all_gone() -> list[str]:
    """Return a sentence for each borrowed name that is gone."""
    return [
        f"{name} is gone: it {purpose} ({place})"
        for place, names in BORROWED.items()
        for name, purpose in names.items()
        if SINCE.get(name, ()) <= django.VERSION and gone(name)
    ]


def main() -> None:
    """Say which names are gone from the libraries that are installed here; fail if any is."""
    apps = ["wagtail.users", "wagtail.snippets", "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail"]
    django_apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages"]
    settings.configure(
        INSTALLED_APPS=[*apps, "wagtail.documents", "taggit", *django_apps],
        WAGTAILADMIN_BASE_URL="http://localhost",
        SECRET_KEY="none",
        STATIC_URL="/static/",
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql"}},
    )
    django.setup()
    missing = all_gone()
    print("\n".join(missing) or "Every private name of Django, Wagtail and psycopg that we use is there.")  # noqa: T201
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
