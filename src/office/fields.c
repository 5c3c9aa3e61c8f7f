/* Fields: instructions are left out, results are text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/fields.h"

#include <stdlib.h>

#include "office/numbers.h"

#include <piyue/text.h>

/* ---- EQ: formulas of old have no result, their instruction is drawn ------- */

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

#define EQUATION_MAX_DEPTH 8

static void append_expression(StrBuf *out, Str text, unsigned depth);

/* In brackets where it is a sum. */
static void append_operand(StrBuf *out, Str text, unsigned depth)
{
    StrBuf operand = {0};
    append_expression(&operand, str_trim(text), depth);
    Str whole = strbuf_get(&operand);
    bool is_sum = str_find(whole, STR("+"), 0) != STR_NONE ||
                  str_find(whole, STR("-"), 0) != STR_NONE ||
                  str_find(whole, STR("/"), 0) != STR_NONE;
    strbuf_appendf(out, is_sum ? "(%.*s)" : "%.*s", STR_ARG(whole));
    strbuf_clear(&operand);
}

/* \f(a,b) is a/b, \r(a) √a, \r(3,a) ∛a; of all others what they arrange is told. */
static void append_command(StrBuf *out, char kind, Str arguments, unsigned depth)
{
    size_t comma = find_comma(arguments);
    Str first = str_slice(arguments, 0, MIN(comma, arguments.len));
    Str second =
        comma == STR_NONE ? STR("") : str_slice(arguments, comma + 1, arguments.len);
    if (kind == 'f') {
        append_operand(out, first, depth);
        strbuf_append_byte(out, '/');
        append_operand(out, second, depth);
    } else if (kind == 'r') {
        bool is_cube = str_is_equal(str_trim(first), STR("3")) && comma != STR_NONE;
        strbuf_append_text(out, is_cube ? "∛" : "√");
        append_operand(out, comma == STR_NONE ? first : second, depth);
    } else {
        append_expression(out, arguments, depth);
    }
}

static void append_expression(StrBuf *out, Str text, unsigned depth)
{
    for (size_t off = 0; off < text.len;) {
        char c = text.data[off], next = off + 1 < text.len ? text.data[off + 1] : ' ';
        bool is_command = c == '\\' && ((next | 0x20) >= 'a' && (next | 0x20) <= 'z');
        size_t open = is_command ? str_find(text, STR("("), off) : STR_NONE;
        if (c == '\\' && next == '*') { /* how it is set: \* jc2 */
            size_t word = text_skip_space(text, off + 2);
            word = MIN(str_find(text, STR(" "), word), text.len);
            off = text_skip_space(text, word);
        } else if (is_command && (open == STR_NONE || depth == EQUATION_MAX_DEPTH)) {
            return;
        } else if (is_command) {
            Str arguments = get_brackets(text, open);
            append_command(out, (char)(next | 0x20), arguments, depth + 1);
            off = open + arguments.len + 2;
        } else {
            off += c == '\\'; /* a sign that would mean something */
            strbuf_append_str(out, str_slice(text, off, off + 1));
            off++;
        }
    }
}

static void append_equation(StrBuf *out, Str instruction)
{
    Str text = str_trim(instruction);
    if (str_find(instruction, STR("\\o"), 0) == STR_NONE)
        append_expression(out, str_trim(str_slice(text, STR("EQ").len, text.len)), 0);
    else if (!append_guide(out, instruction))
        append_enclosed(out, instruction);
}

/* ---- nesting ----------------------------------------------------------- */

bool field_is(Str instruction, Str word)
{
    Str text = str_trim(instruction);
    return text.len >= word.len &&
           str_is_equal_nocase(str_slice(text, 0, word.len), word) &&
           (text.len == word.len || text.data[word.len] == ' ' ||
            text.data[word.len] == '\\');
}

void fields_clear(Fields *fields)
{
    free(fields->items);
    strbuf_clear(&fields->instructions);
    *fields = (Fields){0};
}

void fields_begin(Fields *fields, size_t mark, size_t paragraph)
{
    fields->items = mem_grow(fields->items, &fields->capacity, fields->count + 1,
                             sizeof(fields->items[0]));
    fields->items[fields->count++] = (Field){
        .instruction = fields->instructions.len, .mark = mark, .paragraph = paragraph};
    fields->hiding++;
}

void fields_instruct(Fields *fields, Str text)
{
    if (fields->count)
        strbuf_append_str(&fields->instructions, text);
}

static Str get_instruction(const Fields *fields, const Field *field)
{
    return str_slice(strbuf_get(&fields->instructions), field->instruction, STR_NONE);
}

/* The next argument: a word, or what stands in quotes. */
static Str take_argument(Str *rest)
{
    Str text = str_trim(*rest);
    bool is_quoted = text.len && text.data[0] == '"';
    size_t start = is_quoted ? 1 : 0;
    size_t end = MIN(str_find(text, is_quoted ? STR("\"") : STR(" "), start), text.len);
    *rest = str_slice(text, end + 1, text.len);
    return str_slice(text, start, end);
}

bool fields_get_link(const Fields *fields, size_t paragraph, LinkKind *kind,
                     StrBuf *target, size_t *mark)
{
    const Field *field = fields->count ? &fields->items[fields->count - 1] : NULL;
    if (!field || !field->has_result || field->paragraph != paragraph)
        return false;
    Str rest = get_instruction(fields, field);
    bool is_link = field_is(rest, STR("HYPERLINK"));
    if (!is_link && !field_is(rest, STR("REF")) && !field_is(rest, STR("PAGEREF")))
        return false;
    *kind = is_link ? LINK_ADDRESS : LINK_NAME;
    *mark = field->mark;
    take_argument(&rest);
    while (text_trim(rest).len) {
        Str word = take_argument(&rest);
        bool is_switch = word.len == 2 && word.data[0] == '\\';
        if (is_link && is_switch && word.data[1] == 'l') {
            /* Of another file: its own # and name. */
            *kind = target->len ? LINK_ADDRESS : LINK_NAME;
            strbuf_append_text(target, target->len ? "#" : "");
            strbuf_append_str(target, take_argument(&rest));
        } else if (is_switch && (word.data[1] == 'o' || word.data[1] == 't')) {
            take_argument(&rest);
        } else if (!is_switch && !target->len) {
            strbuf_append_str(target, word);
        }
    }
    return target->len > 0;
}

void fields_begin_result(Fields *fields)
{
    Field *field = fields->count ? &fields->items[fields->count - 1] : NULL;
    if (!field || field->has_result)
        return;
    field->has_result = true;
    fields->hiding--;
    field->is_contents = field_is(get_instruction(fields, field), STR("TOC"));
    fields->contents += field->is_contents;
}

void fields_end(Fields *fields, size_t mark, StrBuf *out)
{
    if (!fields->count)
        return;
    Field field = fields->items[--fields->count];
    fields->hiding -= !field.has_result;
    fields->contents -= field.is_contents;
    Str instruction = get_instruction(fields, &field);
    if (field_is(instruction, STR("EQ")) && mark <= field.mark)
        append_equation(out, instruction);
    strbuf_splice(&fields->instructions, field.instruction, fields->instructions.len,
                  STR(""));
}
