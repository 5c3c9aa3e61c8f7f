/* References: to the parts of an archive, and to addresses.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/container.h>

static int parse_hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Appends `text` with %41 decoded; false where a NUL is among it. */
bool uri_decode(Str text, StrBuf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        int high =
            i + 2 < text.len && text.data[i] == '%' ? parse_hex(text.data[i + 1]) : -1;
        int low = high >= 0 ? parse_hex(text.data[i + 2]) : -1;
        char byte = text.data[i];
        if (low >= 0) {
            byte = (char)(high * 16 + low);
            i += 2;
        }
        if (!byte)
            return false;
        strbuf_append_byte(out, byte);
    }
    return true;
}

/* http:, data:, C: … lead outside. */
static bool has_scheme(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == ':')
            return i > 0;
        bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        bool is_other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!is_letter && !(i > 0 && is_other))
            return false;
    }
    return false;
}

/* Takes the last part off what was appended behind `start`; false when none is there. */
static bool drop_last_part(StrBuf *out, size_t start)
{
    if (out->len == start)
        return false;
    size_t end = out->len;
    while (end > start && out->data[end - 1] != '/')
        end--;
    strbuf_splice(out, end > start ? end - 1 : start, out->len, STR(""));
    return true;
}

/* Appends the parts of `path` behind what is there; false where it leads outside. */
static bool append_path(Str path, size_t start, StrBuf *out)
{
    while (path.data) {
        Str part = str_split(&path, '/');
        if (!part.len || str_is_equal(part, STR(".")))
            continue;
        if (str_is_equal(part, STR(".."))) {
            if (!drop_last_part(out, start))
                return false;
            continue;
        }
        if (out->len > start)
            strbuf_append_byte(out, '/');
        strbuf_append_str(out, part);
    }
    return true;
}

bool zip_resolve(Str base, Str relative, StrBuf *out)
{
    relative = str_trim(relative);
    relative = str_slice(relative, 0, str_find(relative, STR("#"), 0));
    if (has_scheme(relative) || str_has_prefix(relative, STR("//")))
        return false;
    StrBuf decoded = {0};
    size_t start = out->len;
    bool is_inside = uri_decode(relative, &decoded);
    Str path = strbuf_get(&decoded);
    if (is_inside && !path.len) {
        is_inside = append_path(base, start, out);
    } else if (is_inside) {
        bool is_absolute = path.data[0] == '/';
        is_inside = (is_absolute || append_path(base, start, out)) &&
                    (is_absolute || out->len == start || drop_last_part(out, start)) &&
                    append_path(path, start, out);
    }
    strbuf_clear(&decoded);
    if (!is_inside && out->data)
        strbuf_splice(out, start, out->len, STR(""));
    return is_inside;
}

/* ---- addresses ----------------------------------------------------------- */

/* Where the path of https://host/path begins; 0 where `base` has none of that shape. */
static size_t find_path(Str base)
{
    size_t host = str_find(base, STR("://"), 0);
    if (host == STR_NONE || !has_scheme(base))
        return 0;
    return MIN(str_find(base, STR("/"), host + 3), base.len);
}

/* Appends a path without its . and .. (RFC 3986, 5.2.4); what is behind ? stays. */
static void append_reduced(Str path, StrBuf *out)
{
    size_t start = out->len, query = MIN(str_find(path, STR("?"), 0), path.len);
    Str rest = str_slice(path, 0, query);
    bool is_folder = true;
    while (rest.data) {
        Str part = str_split(&rest, '/');
        bool is_up = str_is_equal(part, STR(".."));
        is_folder = is_up || !part.len || str_is_equal(part, STR("."));
        if (is_up)
            drop_last_part(out, start);
        if (is_folder)
            continue;
        strbuf_append_byte(out, '/');
        strbuf_append_str(out, part);
    }
    if (is_folder)
        strbuf_append_byte(out, '/');
    strbuf_append_str(out, str_slice(path, query, path.len));
}

bool uri_resolve(Str base, Str reference, StrBuf *out)
{
    reference = str_trim(reference);
    size_t path = find_path(base);
    if (has_scheme(reference)) {
        strbuf_append_str(out, reference);
        return true;
    }
    if (!path || !reference.len)
        return false;
    base = str_slice(base, 0, str_find(base, STR("#"), 0));
    size_t query = MIN(str_find(base, STR("?"), path), base.len), folder = query;
    while (folder > path && base.data[folder - 1] != '/')
        folder--;
    StrBuf whole = {0};
    if (str_has_prefix(reference, STR("//"))) {
        strbuf_append_str(out, str_slice(base, 0, str_find(base, STR(":"), 0) + 1));
        strbuf_append_str(out, reference);
        return true;
    }
    strbuf_append_str(out, str_slice(base, 0, path));
    if (reference.data[0] == '?' || reference.data[0] == '#')
        strbuf_append_str(
            &whole, str_slice(base, path, reference.data[0] == '?' ? query : base.len));
    else if (reference.data[0] != '/')
        strbuf_append_str(&whole, str_slice(base, path, folder));
    strbuf_append_str(&whole, reference);
    append_reduced(strbuf_get(&whole), out);
    strbuf_clear(&whole);
    return true;
}
