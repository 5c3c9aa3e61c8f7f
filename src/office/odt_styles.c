/* What the styles and lists of an OpenDocument say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/odt.h"

#include <stdlib.h>

#include <piyue/text.h>

/* ---- values -------------------------------------------------------------- */

static int parse_int(Str value, int otherwise)
{
    int64_t number;
    if (!str_parse_int(str_trim(value), &number))
        return otherwise;
    return (int)MAX(-1000000, MIN(number, 1000000));
}

/* "16pt" as 32 half points; 0 for what is relative or of another unit. */
static unsigned parse_size(Str value)
{
    if (!str_has_suffix(value, STR("pt")))
        return 0;
    char *text = str_dup(value);
    double points = strtod(text, NULL);
    free(text);
    return points > 0 && points < 1000 ? (unsigned)(points * 2 + 0.5) : 0;
}

static bool is_bold(Str weight)
{
    return str_is_equal(weight, STR("bold")) || parse_int(weight, 0) >= 600;
}

/* ---- styles -------------------------------------------------------------- */

static void append_id(StrBuf *id, char family, Str name)
{
    strbuf_reset(id);
    strbuf_append_byte(id, family);
    strbuf_append_str(id, name);
}

const Style *odt_find_style(Odt *odt, char family, Str name)
{
    append_id(&odt->room, family, name);
    return name.len ? styles_find(&odt->styles, strbuf_get(&odt->room)) : NULL;
}

static char get_family(Str family)
{
    return str_is_equal(family, STR("paragraph")) ? 'p'
           : str_is_equal(family, STR("text"))    ? 't'
                                                  : '\0';
}

/* "Heading_20_1" is written for "Heading 1". */
static Str decode_name(Odt *odt, Str name)
{
    StrBuf decoded = {0};
    for (size_t i = 0; i < name.len; i++) {
        bool is_blank = str_has_prefix(str_slice(name, i, name.len), STR("_20_"));
        strbuf_append_byte(&decoded, is_blank ? ' ' : name.data[i]);
        i += is_blank ? 3 : 0;
    }
    Str kept = arena_str(odt->styles.arena, strbuf_get(&decoded));
    strbuf_clear(&decoded);
    return kept;
}

void odt_start_style(Odt *odt, const XmlTag *tag)
{
    char family = get_family(xml_tag_get(tag, "family"));
    Str name = xml_tag_get(tag, "name");
    if (!family || !name.len || odt->is_finished)
        return;
    append_id(&odt->room, family, name);
    Style *style = styles_add(&odt->styles, strbuf_get(&odt->room));
    Str parent = xml_tag_get(tag, "parent-style-name");
    if (parent.len) {
        append_id(&odt->room, family, parent);
        style->based_on = arena_str(odt->styles.arena, strbuf_get(&odt->room));
    }
    Str shown = xml_tag_get(tag, "display-name");
    style->name =
        shown.len ? arena_str(odt->styles.arena, shown) : decode_name(odt, name);
    int level = parse_int(xml_tag_get(tag, "default-outline-level"), 0);
    if (level > 0)
        style->level = MIN(level, LEVEL_BODY) - 1;
    style->is_default = family == 'p' && str_is_equal(name, STR("Standard"));
    if (family == 'p')
        style_apply_name(style);
    /* Lists are known by name until all of them are. */
    odt->style = style;
}

void odt_start_default_style(Odt *odt, const XmlTag *tag)
{
    if (get_family(xml_tag_get(tag, "family")) == 'p' && !odt->is_finished)
        odt->style = &odt->styles.defaults;
}

void odt_end_style(Odt *odt, const OdtFrame *frame)
{
    (void)frame;
    odt->style = NULL;
}

void odt_start_paragraph_properties(Odt *odt, const XmlTag *tag)
{
    if (!odt->style)
        return;
    Str align = xml_tag_get(tag, "text-align"), indent = xml_tag_get(tag, "text-indent");
    if (align.len)
        odt->style->is_centered = str_is_equal(align, STR("center"));
    if (indent.len)
        odt->style->is_indented = indent.data[0] >= '0' && indent.data[0] <= '9' &&
                                  !str_has_prefix(indent, STR("0cm")) &&
                                  !str_has_prefix(indent, STR("0in")) &&
                                  !str_has_prefix(indent, STR("0pt"));
}

/* What is said for Asian text counts first. */
void odt_start_text_properties(Odt *odt, const XmlTag *tag)
{
    Style *style = odt->style;
    if (!style)
        return;
    Str size = xml_tag_get(tag, "font-size-asian");
    unsigned half_points = parse_size(size.len ? size : xml_tag_get(tag, "font-size"));
    if (half_points)
        style->half_points = half_points;
    Str weight = xml_tag_get(tag, "font-weight-asian");
    if (!weight.len)
        weight = xml_tag_get(tag, "font-weight");
    if (weight.len)
        style->bold = is_bold(weight);
    /* "super 58%", or how far up: "33% 58%". */
    Str position = str_trim(xml_tag_get(tag, "text-position"));
    Str height = str_split(&position, '%');
    style->is_raised = str_has_prefix(height, STR("super")) || parse_int(height, 0) > 0;
    Str display = xml_tag_get(tag, "display");
    if (display.len)
        style->vanish = str_is_equal(display, STR("none"));
}

/* ---- lists --------------------------------------------------------------- */

static void begin_list(Odt *odt, Str name)
{
    odt->names = mem_grow(odt->names, &odt->name_capacity, odt->name_count + 1,
                          sizeof(odt->names[0]));
    odt->names[odt->name_count] = (StrBuf){0};
    strbuf_append_str(&odt->names[odt->name_count++], name);
    numbering_add_design(odt->numbering, (int)odt->name_count);
    numbering_add_use(odt->numbering, (int)odt->name_count, (int)odt->name_count);
    odt->list_style = (int)odt->name_count;
}

int odt_find_list(const Odt *odt, Str name)
{
    /* Those of the text itself are told last. */
    for (size_t i = odt->name_count; name.len && i-- > 0;)
        if (str_is_equal(strbuf_get(&odt->names[i]), name))
            return (int)i + 1;
    return 0;
}

void odt_start_list_style(Odt *odt, const XmlTag *tag)
{
    if (!odt->is_finished)
        begin_list(odt, xml_tag_get(tag, "name"));
}

void odt_start_outline_style(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    if (odt->is_finished)
        return;
    begin_list(odt, STR("Outline"));
    odt->outline_list = odt->list_style;
}

void odt_end_list_style(Odt *odt, const OdtFrame *frame)
{
    (void)frame;
    odt->list_style = -1;
}

/* The level of the list being told that a tag is about; NULL for none. */
static ListLevel *get_level(Odt *odt, const XmlTag *tag)
{
    int level = parse_int(xml_tag_get(tag, "level"), 0);
    if (odt->list_style < 0 || level < 1 || level > LIST_LEVELS)
        return NULL;
    return &odt->numbering->designs[odt->list_style - 1].levels[level - 1];
}

/* “第%1%章” of newer files: the numbers between two marks each. */
static void append_template(StrBuf *out, Str written)
{
    for (size_t i = 0; i < written.len; i++) {
        strbuf_append_byte(out, written.data[i]);
        if (written.data[i] == '%' && i + 2 < written.len && written.data[i + 2] == '%') {
            strbuf_append_byte(out, written.data[i + 1]);
            i += 2;
        }
    }
}

void odt_start_level(Odt *odt, const XmlTag *tag)
{
    ListLevel *level = get_level(odt, tag);
    if (!level)
        return;
    int number = parse_int(xml_tag_get(tag, "level"), 1);
    int shown = MAX(1, MIN(parse_int(xml_tag_get(tag, "display-levels"), 1), number));
    level->start = (uint32_t)MAX(0, parse_int(xml_tag_get(tag, "start-value"), 1));
    level->format = number_format_of_example(xml_tag_get(tag, "num-format"));
    StrBuf text = {0};
    Str written = xml_tag_get(tag, "num-list-format");
    if (level->format == NUMBER_NONE && !xml_tag_get(tag, "num-prefix").len &&
        !xml_tag_get(tag, "num-suffix").len)
        written = STR("");
    if (written.len) {
        append_template(&text, written);
    } else {
        strbuf_append_str(&text, xml_tag_get(tag, "num-prefix"));
        for (int i = number - shown + 1; level->format != NUMBER_NONE && i <= number; i++)
            strbuf_appendf(&text, "%%%d%s", i, i < number ? "." : "");
        strbuf_append_str(&text, xml_tag_get(tag, "num-suffix"));
    }
    level->text = arena_str(odt->numbering->arena, strbuf_get(&text));
    strbuf_clear(&text);
}

void odt_start_bullet(Odt *odt, const XmlTag *tag)
{
    ListLevel *level = get_level(odt, tag);
    if (!level)
        return;
    level->is_bullet = true;
    level->format = NUMBER_BULLET;
    level->text = NUMBER_BULLET_MARK;
}
