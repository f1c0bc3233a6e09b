"""The worst that editors can write holds on the smallest screen."""

from tests.browser.test_look import WIDTH


def test_the_worst_that_editors_can_write_holds(new_page, site, make_story, mara):
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    arabic = "سبع دول تتفق على تقاسم غاز الشتاء"
    stories = [
        make_story("Ministers negotiate about the negotiations " * 6, standfirst="", bylines=[mara] * 10),
        make_story(word, standfirst=word * 4),
        make_story(arabic, slug="ar", language="ar", standfirst=arabic),
    ]
    page = new_page(viewport={"width": 320, "height": 800})
    for path in ["/", "/world/", *(story.get_absolute_url() for story in stories)]:
        page.goto(path)
        assert page.evaluate(WIDTH) == 320, path
    assert page.locator("article[dir=rtl]").get_attribute("lang") == "ar"
    assert page.locator("html").get_attribute("dir") == "ltr"
