from lxml import etree

TREE = etree.parse("users.xml")


def user(name):
    # ruleid: python-xpath-string-building
    return TREE.xpath(f"//user[@name='{name}']")


def login(tree, name, password):
    query = "//user[name='" + name + "' and password='" + password + "']"
    # ruleid: python-xpath-string-building
    return tree.xpath(query)


def prepared(group):
    # ruleid: python-xpath-string-building
    return etree.XPath("//group[@id='%s']/user" % group)(TREE)


def right(name):
    # ok: python-xpath-string-building
    return TREE.xpath("//user[@name=$name]", name=name)


def numbered(number: int):
    # ok: python-xpath-string-building
    return TREE.xpath(f"//user[{number}]")


def whole(tree, query):
    # ok: python-xpath-string-building
    return tree.xpath(query)


def checked(name):
    if name not in ("ada", "bob"):
        raise ValueError(name)
    # ok: python-xpath-string-building
    return TREE.xpath(f"//user[@name='{name}']")
