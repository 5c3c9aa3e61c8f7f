/* Rows of text with fields in braces.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/template.h"

#include <piyue/settings.h>
#include <piyue/text.h>

#include <string.h>

#define MAX_DEPTH 8 /* of brackets in brackets */

static const char *const names[] = {
#define DOCUMENT_FIELD(id, name, label) name,
#define PASSAGE_FIELD(id, name, label) name,
#include "../tables/fields.def"
#undef DOCUMENT_FIELD
};
static const char *const labels[] = {
#define DOCUMENT_FIELD(id, name, label) label,
#define PASSAGE_FIELD(id, name, label) label,
#include "../tables/fields.def"
#undef DOCUMENT_FIELD
};

const char *export_get_field_name(ExportField field)
{
    return names[field];
}

const char *export_get_field_label(ExportField field)
{
    return labels[field];
}

static bool find_field(Str name, ExportField *field)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (!str_is_equal(name, str_from(names[i])))
            continue;
        *field = (ExportField)i;
        return true;
    }
    return false;
}

/* ---- reading ------------------------------------------------------------------ */

/* What stands between braces: names/names?yes|no. */
typedef struct Slot {
    Str names, yes, no;
    bool is_choice;
} Slot;

static Slot slot_parse(Str inner)
{
    Slot slot = {.names = inner};
    size_t mark = str_find(inner, STR("?"), 0);
    if (mark == STR_NONE)
        return slot;
    Str rest = str_slice(inner, mark + 1, inner.len);
    slot.names = str_slice(inner, 0, mark);
    slot.is_choice = true;
    slot.yes = str_split(&rest, '|');
    slot.no = rest;
    return slot;
}

static Str slot_value(const Slot *slot, const FieldValues *fields)
{
    ExportField field;
    for (Str rest = slot->names; rest.data;)
        if (find_field(str_split(&rest, '/'), &field) && fields->values[field].len)
            return fields->values[field];
    return (Str){0};
}

/* ---- checking ------------------------------------------------------------------ */

static bool check_slot(Str inner, Error *err)
{
    Slot slot = slot_parse(inner);
    for (Str rest = slot.names; rest.data;) {
        ExportField field;
        Str name = str_split(&rest, '/');
        if (!find_field(name, &field)) {
            const char *known[FIELD_COUNT + 1] = {0};
            memcpy(known, names, sizeof(names));
            return name_refuse(err, ERR_USAGE, _("field"), "piyue", name, known,
                               FIELD_COUNT);
        }
    }
    return true;
}

bool template_check(Str template, Error *err)
{
    int depth = 0;
    for (size_t i = 0; i < template.len; i++) {
        char byte = template.data[i];
        size_t close;
        switch (byte) {
        case '\\':
            i++;
            break;
        case '[':
            if (++depth > MAX_DEPTH)
                return error_set(err, ERR_USAGE,
                                 _("brackets in a template lie in each other at most "
                                   "%d deep"),
                                 MAX_DEPTH);
            break;
        case ']':
            if (--depth < 0)
                return error_set(err, ERR_USAGE,
                                 _("a ] of the template has no [; write \\] for the "
                                   "mark itself"));
            break;
        case '{':
            close = str_find(template, STR("}"), i);
            if (close == STR_NONE)
                return error_set(err, ERR_USAGE,
                                 _("a { of the template has no }; write \\{ for the "
                                   "mark itself"));
            if (!check_slot(str_slice(template, i + 1, close), err))
                return false;
            i = close;
            break;
        default:
            break;
        }
    }
    return depth == 0 || error_set(err, ERR_USAGE,
                                   _("a [ of the template has no ]; write \\[ for the "
                                     "mark itself"));
}

/* ---- writing -------------------------------------------------------------------- */

typedef struct Rendering {
    Str template;
    size_t at;
    const FieldValues *fields;
    Escape escape;
    Str margin; /* of the row: repeated before each further row of a value */
    bool has_fields, has_value;
} Rendering;

/* 《》 within 《》 become 〈〉. */
static void turn_title_marks(Str text, StrBuf *out)
{
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (codepoint == U'《')
            codepoint = U'〈';
        else if (codepoint == U'》')
            codepoint = U'〉';
        strbuf_append_codepoint(out, codepoint);
    }
}

static void append_with_margin(Str text, Str margin, StrBuf *out)
{
    for (bool is_first = true; text.data; is_first = false) {
        if (!is_first) {
            strbuf_append_byte(out, '\n');
            strbuf_append_str(out, margin);
        }
        strbuf_append_str(out, str_split(&text, '\n'));
    }
}

static void append_value(const Rendering *rendering, Str value, StrBuf *out)
{
    StrBuf turned = {0}, escaped = {0};
    if (str_has_suffix(strbuf_get(out), STR("《"))) {
        turn_title_marks(value, &turned);
        value = strbuf_get(&turned);
    }
    escape_append(rendering->escape, value, &escaped);
    append_with_margin(strbuf_get(&escaped), rendering->margin, out);
    strbuf_clear(&escaped);
    strbuf_clear(&turned);
}

static void append_slot(Rendering *rendering, Str inner, StrBuf *out, bool *has_value)
{
    Slot slot = slot_parse(inner);
    Str value = slot_value(&slot, rendering->fields);
    rendering->has_fields = true;
    if (value.len && !slot.is_choice)
        *has_value = rendering->has_value = true;
    if (slot.is_choice)
        strbuf_append_str(out, value.len ? slot.yes : slot.no);
    else if (value.len || rendering->escape == ESCAPE_CSV ||
             rendering->escape == ESCAPE_JSON)
        append_value(rendering, value, out); /* an empty cell or string has its quotes */
}

static char unescape(char byte)
{
    return (char)(byte == 'n' ? '\n' : byte == 't' ? '\t' : byte);
}

/* Appends up to the end or the bracket that closes; true where a field had a value. */
static bool render_part(Rendering *rendering, StrBuf *out, int depth)
{
    bool has_value = false;
    Str template = rendering->template;
    while (rendering->at < template.len) {
        char byte = template.data[rendering->at++];
        if (byte == '\\' && rendering->at < template.len) {
            strbuf_append_byte(out, unescape(template.data[rendering->at++]));
        } else if (byte == '[' && depth < MAX_DEPTH) {
            size_t before = out->len;
            if (render_part(rendering, out, depth + 1))
                has_value = true;
            else if (out->data)
                out->data[out->len = before] = '\0';
        } else if (byte == ']') {
            break;
        } else if (byte == '{') {
            size_t close = str_find(template, STR("}"), rendering->at);
            close = close == STR_NONE ? template.len : close;
            append_slot(rendering, str_slice(template, rendering->at, close), out,
                        &has_value);
            rendering->at = MIN(close + 1, template.len);
        } else {
            strbuf_append_byte(out, byte);
        }
    }
    return has_value;
}

bool template_render(Str template, const FieldValues *fields, Escape escape, StrBuf *out)
{
    size_t margin = 0;
    while (margin < template.len && !strchr("{[\\", template.data[margin]))
        margin++;
    Rendering rendering = {.template = template, .fields = fields, .escape = escape};
    if (escape != ESCAPE_CSV && escape != ESCAPE_JSON)
        rendering.margin = str_slice(template, 0, margin);
    render_part(&rendering, out, 0);
    return rendering.has_value || !rendering.has_fields;
}
