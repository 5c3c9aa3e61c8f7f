/* Formulas (OMML) on one line: (a+b)/2, x_1^2, ∑_(i=1)^n.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx_walk.h"

#include <piyue/text.h>

/* Puts brackets around [mark, end) where it is more than one character. */
static void math_wrap(StrBuf *text, size_t mark)
{
    Str part = str_slice(strbuf_get(text), mark, text->len);
    if (utf8_count_codepoints(part) <= 1)
        return;
    bool is_number = true;
    for (size_t i = 0; i < part.len && is_number; i++)
        is_number = (part.data[i] >= '0' && part.data[i] <= '9') || part.data[i] == '.';
    if (is_number)
        return;
    strbuf_splice(text, mark, mark, STR("("));
    strbuf_append_byte(text, ')');
}

static StrBuf *get_text(Walk *walk)
{
    return paper_get_open(walk->paper);
}

/* Puts a sign in front of what the innermost element holds. */
static void begin_with(Walk *walk, Str sign)
{
    StrBuf *text = get_text(walk);
    if (!text)
        return;
    walk_append(walk, sign);
    walk_get_frame(walk, 0)->mark = text->len;
}

static void append_char(Walk *walk, char32_t c)
{
    if (c)
        walk_append_codepoint(walk, c);
}

void math_end_wrapped(Walk *walk, const Frame *frame)
{
    StrBuf *text = get_text(walk);
    if (text && text->len >= frame->mark)
        math_wrap(text, frame->mark);
}

void math_start_divisor(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    begin_with(walk, STR("/"));
}

void math_start_limit(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    begin_with(walk,
               walk_get_frame(walk, 1)->element == ELEMENT_limUpp ? STR("^") : STR("_"));
}

void math_start_script(Walk *walk, const XmlTag *tag)
{
    begin_with(walk, str_is_equal(tag->name, STR("sup")) ? STR("^") : STR("_"));
}

void math_end_script(Walk *walk, const Frame *frame)
{
    StrBuf *text = get_text(walk);
    if (!text || text->len < frame->mark || !frame->mark)
        return;
    if (text->len == frame->mark) /* nothing is raised or lowered */
        strbuf_splice(text, frame->mark - 1, frame->mark, STR(""));
    else
        math_wrap(text, frame->mark);
}

/* ---- roots, operators, brackets ----------------------------------------- */

void math_end_degree(Walk *walk, const Frame *frame)
{
    StrBuf *text = get_text(walk);
    if (!text || text->len < frame->mark)
        return;
    Str degree = str_slice(strbuf_get(text), frame->mark, text->len);
    Str sign = str_is_equal(degree, STR("3"))   ? STR("∛")
               : str_is_equal(degree, STR("4")) ? STR("∜")
                                                : (Str){0};
    if (sign.len || str_is_equal(degree, STR("2")))
        strbuf_splice(text, frame->mark, text->len, sign);
    Frame *root = walk_get_frame(walk, 0); /* the frame itself is closed already */
    root->flag = sign.len > 0;
}

void math_start_operator(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    walk_get_frame(walk, 0)->chars[0] = U'∫';
}

void math_end_operator_properties(Walk *walk, const Frame *frame)
{
    (void)frame;
    append_char(walk, walk_get_frame(walk, 0)->chars[0]);
}

void math_start_delimiters(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    Frame *frame = walk_get_frame(walk, 0);
    frame->chars[0] = '(';
    frame->chars[1] = '|';
    frame->chars[2] = ')';
}

void math_end_delimiters(Walk *walk, const Frame *frame)
{
    if (frame->count)
        append_char(walk, frame->chars[2]);
}

void math_start_accent(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    walk_get_frame(walk, 0)->chars[0] = 0x0302;
}

/* Combining marks follow what they stand over. */
void math_end_accent(Walk *walk, const Frame *frame)
{
    StrBuf *text = get_text(walk);
    if (!text || text->len <= frame->mark)
        return;
    math_wrap(text, frame->mark);
    append_char(walk, frame->chars[0]);
}

/* chr, begChr, sepChr and endChr stand in the properties of what they belong to. */
void math_start_character(Walk *walk, const XmlTag *tag)
{
    if (walk->depth < 3)
        return;
    Frame *owner = walk_get_frame(walk, 2);
    Str value = xml_tag_get(tag, "val");
    size_t off = 0;
    char32_t c = value.len ? utf8_next(value, &off) : 0;
    size_t place = str_is_equal(tag->name, STR("sepChr"))   ? 1
                   : str_is_equal(tag->name, STR("endChr")) ? 2
                                                            : 0;
    owner->chars[place] = c;
}

/* ---- elements ---------------------------------------------------------- */

void math_start_matrix(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    if (paper_get_open(walk->paper))
        walk_append(walk, STR("["));
}

void math_end_matrix(Walk *walk, const Frame *frame)
{
    (void)frame;
    if (paper_get_open(walk->paper))
        walk_append(walk, STR("]"));
}

void math_start_row(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    if (walk_get_frame(walk, 1)->count++)
        walk_append(walk, STR("; "));
}

void math_start_element(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    Frame *owner = walk_get_frame(walk, 1);
    size_t before = owner->count++;
    switch ((Element)owner->element) {
    case ELEMENT_d:
        append_char(walk, owner->chars[before ? 1 : 0]);
        break;
    case ELEMENT_mr:
        if (before)
            walk_append(walk, STR(", "));
        break;
    case ELEMENT_eqArr:
        if (before)
            walk_append(walk, STR("; "));
        break;
    case ELEMENT_func:
    case ELEMENT_nary:
        walk_append(walk, STR(" "));
        break;
    case ELEMENT_rad:
        if (!owner->flag)
            walk_append(walk, STR("√"));
        break;
    default:
        break;
    }
    StrBuf *text = get_text(walk);
    if (text)
        walk_get_frame(walk, 0)->mark = text->len;
}

void math_end_element(Walk *walk, const Frame *frame)
{
    if (walk_get_frame(walk, 0)->element == ELEMENT_rad)
        math_end_wrapped(walk, frame);
}
