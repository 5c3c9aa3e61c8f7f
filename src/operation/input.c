/* What a user typed or a file brought, made fit to be kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/operation.h>
#include <piyue/text.h>

#include <string.h>

Str input_text(Str text, Arena *arena)
{
    if (utf8_find_invalid(text) == text.len &&
        (!text.len || !memchr(text.data, '\0', text.len)))
        return text;
    StrBuf valid = {0};
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (codepoint)
            strbuf_append_codepoint(&valid, codepoint);
    }
    Str kept = arena_str(arena, strbuf_get(&valid));
    strbuf_clear(&valid);
    return kept;
}

static bool is_blank(char32_t codepoint)
{
    return text_is_space(codepoint) || codepoint < 0x20 || codepoint == 0x7F;
}

Str input_row(Str text, size_t max_bytes, Arena *arena)
{
    text = text_trim(input_text(text, arena));
    StrBuf row = {0};
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (!is_blank(codepoint))
            strbuf_append_codepoint(&row, codepoint);
        else if (row.len && row.data[row.len - 1] != ' ')
            strbuf_append_byte(&row, ' ');
    }
    Str kept = strbuf_get(&row);
    if (kept.len > max_bytes)
        kept = str_slice(kept, 0, cluster_snap(kept, max_bytes));
    kept = arena_str(arena, text_trim(kept));
    strbuf_clear(&row);
    return kept;
}

bool input_tag(Str tag, Arena *arena, Str *kept, Error *err)
{
    Str trimmed = text_trim(tag);
    if (!trimmed.len)
        return error_set(err, ERR_USAGE, _("a tag needs a name"));
    if (trimmed.len > TAG_MAX_BYTES)
        return error_set(err, ERR_USAGE,
                         _("the tag “%.*s…” is too long; %d bytes are allowed"),
                         (int)cluster_snap(trimmed, 48), trimmed.data, TAG_MAX_BYTES);
    bool is_clean = utf8_find_invalid(trimmed) == trimmed.len;
    for (size_t off = 0; is_clean && off < trimmed.len;) {
        char32_t codepoint = utf8_next(trimmed, &off);
        is_clean = codepoint >= 0x20 && !sanitize_is_hostile(codepoint);
    }
    if (!is_clean)
        return error_set(err, ERR_USAGE,
                         _("the tag “%.*s” holds characters that cannot be seen; "
                           "type it anew"),
                         STR_ARG(trimmed));
    /* Two ways to write é must not make two tags. */
    StrBuf name = {0}, composed = {0};
    size_t copied = 0, off = 0;
    for (Span place; text_compose_next(trimmed, &off, &place, &composed);) {
        strbuf_append_str(&name, str_slice(trimmed, copied, place.start));
        strbuf_append_str(&name, strbuf_get(&composed));
        copied = place.end;
    }
    strbuf_append_str(&name, str_slice(trimmed, copied, trimmed.len));
    *kept = arena_str(arena, strbuf_get(&name));
    strbuf_clear(&composed);
    strbuf_clear(&name);
    return true;
}
