/* XML of strangers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/container.h>

typedef xmlDoc *Parser(Str bytes, const char *part, Error *err);

/* All the text of the document is `wanted`. */
static void assert_text(Parser *parse, Str bytes, const char *wanted)
{
    Error err = {0};
    StrBuf out = {0};
    xmlDoc *doc = parse(bytes, "山.docx: a.xml", &err);
    if (!doc)
        fail_msg("%s", error_get_message(&err));
    strbuf_append_text(&out, "");
    xml_append_text(xmlDocGetRootElement(doc), &out);
    assert_string_equal(out.data, wanted);
    strbuf_clear(&out);
    xmlFreeDoc(doc);
}

static void assert_refused(Parser *parse, Str bytes, ErrorCode code, const char *word)
{
    Error err = {0};
    assert_null(parse(bytes, "山.docx: a.xml", &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.message, "山.docx: a.xml"));
    if (!strstr(err.message, word))
        fail_msg("%s", err.message);
    error_clear(&err);
}

static void every_encoding_of_xml_is_read(void **state)
{
    (void)state;
    assert_text(xml_parse, STR("<a>山&#x6C34;&amp;</a>"), "山水&");
    assert_text(xml_parse, STR("\xEF\xBB\xBF<?xml version=\"1.0\"?><a>山</a>"), "山");
    assert_text(xml_parse, STR("<?xml version='1.0' encoding='GBK'?><a>\xC9\xBD</a>"),
                "山");
    assert_text(xml_parse, STR("\xFE\xFF\0<\0a\0>\x5C\x71\0<\0/\0a\0>"), "山");
    assert_text(xml_parse, STR("\xFF\xFE<\0a\0>\0\x71\x5C<\0/\0a\0>\0"), "山");
    /* A name that is no encoding, and one that lies. */
    assert_text(xml_parse,
                STR("<?xml version='1.0' encoding='ISO-2022-CN-EXT'?><a>山</a>"), "山");
    assert_text(xml_parse, STR("<?xml version='1.0' encoding='UTF-16'?><a>山</a>"), "山");
}

static void what_is_not_well_formed_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused(xml_parse, STR("<a>\n\n<b></a>"), ERR_FORMAT, "line 3");
    assert_refused(xml_parse, STR(""), ERR_FORMAT, "line");
    assert_refused(xml_parse, STR("no xml"), ERR_FORMAT, "line 1");
    assert_refused(xml_parse, STR("<a>&nbsp;</a>"), ERR_FORMAT, "line 1");
    assert_refused(xml_parse_leniently, STR(""), ERR_FORMAT, "line");
}

static void nearly_xml_is_read_leniently(void **state)
{
    (void)state;
    assert_text(xml_parse_leniently, STR("<a>山<b>水</a>"), "山水");
    assert_text(xml_parse_leniently, STR("<a>A&nbsp;B &mdash; R&D &what; &lt;&#20;x</a>"),
                "A\u00A0B — R&D &what; <x");
    assert_text(xml_parse_leniently, STR("<a><![CDATA[&nbsp;]]>&nbsp;</a>"),
                "&nbsp;\u00A0");
    assert_text(xml_parse_leniently, STR("\n<?xml version='1.0'?>\n<a>山</a>"), "山");
    Error err = {0};
    xmlDoc *doc = xml_parse_leniently(STR("<a b='x&eacute;y' c='R&D'/>"), "a", &err);
    assert_non_null(doc);
    const xmlNode *root = xmlDocGetRootElement(doc);
    assert_true(str_is_equal(xml_get_attribute(root, "b"), STR("xéy")));
    assert_true(str_is_equal(xml_get_attribute(root, "c"), STR("R&D")));
    xmlFreeDoc(doc);
}

#define LAUGHS                                                                           \
    "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;&x;'>"                               \
    "<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY % p '<!ENTITY q \"]>\">'>]>"

static void what_a_document_declares_is_never_used(void **state)
{
    (void)state;
    assert_refused(xml_parse, STR(LAUGHS "<a>&y;</a>"), ERR_FORMAT, "entities");
    assert_refused(xml_parse, STR("<?xml version='1.0'?><!-- [ --><!DOCTYPE a []><a/>"),
                   ERR_FORMAT, "entities");
    assert_refused(xml_parse,
                   STR("\xFE\xFF\0<\0!\0D\0O\0C\0T\0Y\0P\0"
                       "E\0 \0a\0[\0]\0>"
                       "\0<\0a\0/\0>"),
                   ERR_FORMAT, "entities");
    assert_text(xml_parse, STR("<!DOCTYPE a SYSTEM \"x>[\"><a>山</a>"), "山");
    assert_text(xml_parse_leniently, STR(LAUGHS "<a>山&y;&f;</a>"), "山&y;&f;");
    assert_text(xml_parse_leniently,
                STR("<!DOCTYPE a [<!-- ]> --><!ATTLIST a b CDATA 'x'>]>"
                    "<a>山</a>"),
                "山");
}

static void nest(StrBuf *out, size_t depth)
{
    strbuf_reset(out);
    for (size_t i = 0; i < depth; i++)
        strbuf_append_text(out, "<a>");
    strbuf_append_text(out, "山");
    for (size_t i = 0; i < depth; i++)
        strbuf_append_text(out, "</a>");
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    StrBuf text = {0};
    Parser *const parsers[] = {xml_parse, xml_parse_leniently};
    for (size_t i = 0; i < ARRAY_SIZE(parsers); i++) {
        nest(&text, 255);
        assert_text(parsers[i], strbuf_get(&text), "山");
        nest(&text, 256);
        assert_text(parsers[i], strbuf_get(&text), "山");
        nest(&text, 257);
        assert_refused(parsers[i], strbuf_get(&text), ERR_LIMIT, "256");
        nest(&text, 1000000);
        assert_refused(parsers[i], strbuf_get(&text), ERR_LIMIT, "256");
    }
    strbuf_clear(&text);
}

static void attributes_of_an_element_have_a_limit(void **state)
{
    (void)state;
    for (int count = 9999; count <= 10001; count++) {
        StrBuf text = {0};
        strbuf_append_text(&text, "<a");
        for (int i = 0; i < count; i++)
            strbuf_appendf(&text, " a%d=''", i);
        strbuf_append_text(&text, ">山</a>");
        if (count <= 10000)
            assert_text(xml_parse, strbuf_get(&text), "山");
        else
            assert_refused(xml_parse, strbuf_get(&text), ERR_LIMIT, "a.xml");
        strbuf_clear(&text);
    }
}

static void trees_are_walked_in_document_order(void **state)
{
    (void)state;
    Error err = {0};
    xmlDoc *doc = xml_parse(STR("<a x:k='1' xmlns:x='u' l='2'><b><c/></b><x:d/><b/></a>"),
                            "a", &err);
    assert_non_null(doc);
    const xmlNode *root = xmlDocGetRootElement(doc);
    assert_true(xml_is(root, "a"));
    assert_false(xml_is(NULL, "a"));
    assert_true(str_is_equal(xml_get_attribute(root, "k"), STR("1")));
    assert_true(str_is_equal(xml_get_attribute(root, "l"), STR("2")));
    assert_int_equal(xml_get_attribute(root, "m").len, 0);
    StrBuf names = {0};
    for (const xmlNode *node = root; node; node = xml_next(node, root, false))
        strbuf_append_text(&names, (const char *)node->name);
    assert_string_equal(names.data, "abcdb");
    strbuf_reset(&names);
    const xmlNode *first = xml_find_child(root, "b");
    /* Below `root` only, and not into what is passed over. */
    for (const xmlNode *node = first; node; node = xml_next(node, first, false))
        strbuf_append_text(&names, (const char *)node->name);
    for (const xmlNode *node = first; node; node = xml_next(node, root, true))
        strbuf_append_text(&names, (const char *)node->name);
    assert_string_equal(names.data, "bcbdb");
    assert_true(xml_is(xml_find_child(root, "d"), "d"));
    assert_ptr_equal(xml_next_sibling(first, "b"), root->last);
    assert_null(xml_next_sibling(root->last, "b"));
    strbuf_clear(&names);
    xmlFreeDoc(doc);
}

static void a_prefix_that_nobody_declared_is_passed_over(void **state)
{
    (void)state;
    Error err = {0};
    xmlDoc *doc = xml_parse_leniently(STR("<opf:a epub:type='note'/>"), "a", &err);
    assert_non_null(doc);
    const xmlNode *root = xmlDocGetRootElement(doc);
    assert_true(xml_is(root, "a"));
    assert_true(str_is_equal(xml_get_attribute(root, "type"), STR("note")));
    xmlFreeDoc(doc);
}

static int set_up(void **state)
{
    (void)state;
    translate_set_language("en");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_of_xml_is_read),
        cmocka_unit_test(what_is_not_well_formed_is_refused_with_its_line),
        cmocka_unit_test(nearly_xml_is_read_leniently),
        cmocka_unit_test(what_a_document_declares_is_never_used),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(attributes_of_an_element_have_a_limit),
        cmocka_unit_test(trees_are_walked_in_document_order),
        cmocka_unit_test(a_prefix_that_nobody_declared_is_passed_over),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
