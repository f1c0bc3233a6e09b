from django.db import migrations

WORKFLOW = "Review before publication"
TASK = "An editor reads it"
REVIEWERS = ("Editor", "Editorial Board")


def make(apps, schema_editor):
    # The one that Wagtail brings is about its page tree.
    apps.get_model("wagtailcore", "Workflow").objects.filter(name="Moderators approval").delete()
    content_types = apps.get_model("contenttypes", "ContentType")
    task_model = apps.get_model("wagtailcore", "GroupApprovalTask")
    workflow, _ = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(name=WORKFLOW)
    task, _ = task_model.objects.get_or_create(
        name=TASK,
        defaults={
            "content_type": content_types.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")[0]
        },
    )
    task.groups.set(apps.get_model("auth", "Group").objects.filter(name__in=REVIEWERS))
    apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(workflow=workflow, task=task)
    article, _ = content_types.objects.get_or_create(app_label="articles", model="article")
    apps.get_model("wagtailcore", "WorkflowContentType").objects.update_or_create(
        content_type=article, defaults={"workflow": workflow}
    )


def unmake(apps, schema_editor):
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=TASK).delete()


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_roles")]

    operations = [migrations.RunPython(make, unmake)]
