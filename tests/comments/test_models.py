"""What the database itself refuses."""


def test_the_database_can_be_made(db):
    pass
