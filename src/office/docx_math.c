/* What formulas and old EQ fields read as, on one line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx.h"

#include <piyue/text.h>

void math_wrap(StrBuf *text, size_t mark)
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

/* ---- EQ fields --------------------------------------------------------- */

/* What stands between the bracket at `off` and its own closing one. */
static Str get_brackets(Str text, size_t off)
{
    size_t depth = 0;
    for (size_t i = off; i < text.len; i++) {
        depth += text.data[i] == '(';
        if (text.data[i] == ')' && --depth == 0)
            return str_slice(text, off + 1, i);
    }
    return str_slice(text, off + 1, text.len);
}

/* Offset of the comma that parts two arguments; STR_NONE where there is one only. */
static size_t find_comma(Str arguments)
{
    size_t depth = 0;
    for (size_t i = 0; i < arguments.len; i++) {
        depth += arguments.data[i] == '(';
        depth -= arguments.data[i] == ')' && depth;
        if (!depth && arguments.data[i] == ',')
            return i;
    }
    return STR_NONE;
}

/* \o \ad(\s \up 9(zì),字) */
static bool append_guide(StrBuf *out, Str instruction)
{
    size_t up = str_find(instruction, STR("\\up"), 0);
    size_t overstrike = str_find(instruction, STR("("), 0);
    if (up == STR_NONE || overstrike == STR_NONE || overstrike > up)
        return false;
    size_t bracket = str_find(instruction, STR("("), up);
    if (bracket == STR_NONE)
        return false;
    Str reading = str_trim(get_brackets(instruction, bracket));
    Str arguments = get_brackets(instruction, overstrike);
    size_t comma = find_comma(arguments);
    if (comma == STR_NONE)
        return false;
    strbuf_append_str(out, str_trim(str_slice(arguments, comma + 1, arguments.len)));
    if (reading.len)
        strbuf_appendf(out, "(%.*s)", STR_ARG(reading));
    return true;
}

/* \o\ac(○,1) */
static void append_enclosed(StrBuf *out, Str instruction)
{
    size_t bracket = str_find(instruction, STR("("), 0);
    if (bracket == STR_NONE)
        return;
    Str arguments = get_brackets(instruction, bracket);
    size_t comma = find_comma(arguments);
    if (comma == STR_NONE) {
        strbuf_append_str(out, str_trim(arguments));
        return;
    }
    Str frame = str_trim(str_slice(arguments, 0, comma));
    Str inner = str_trim(str_slice(arguments, comma + 1, arguments.len));
    int64_t number;
    bool is_circle = str_is_equal(frame, STR("○")) || str_is_equal(frame, STR("〇"));
    if (is_circle && str_parse_int(inner, &number) && number >= 1 && number <= 20)
        number_append(out, NUMBER_CIRCLED, (uint32_t)number);
    else if (inner.len)
        strbuf_appendf(out, "(%.*s)", STR_ARG(inner));
}

void field_append_equation(StrBuf *out, Str instruction)
{
    if (str_find(instruction, STR("\\o"), 0) == STR_NONE ||
        append_guide(out, instruction))
        return;
    append_enclosed(out, instruction);
}
