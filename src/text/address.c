/* Addresses: written out in a text, and as they are shown and copied.
 *
 * Nothing is ever opened. What is let through leads to a page, a file to be fetched or a
 * letter box; programs (javascript:), contents (data:) and this machine (file:) do not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <string.h>

/* What an address may begin with. Those with `//` need a host behind it. */
static const struct {
    const char *scheme;
    bool has_host;
} schemes[] = {{"https:", true}, {"http:", true}, {"ftp:", true}, {"mailto:", false}};

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool has_prefix_nocase(Str text, Str prefix)
{
    return text.len >= prefix.len &&
           str_is_equal_nocase(str_slice(text, 0, prefix.len), prefix);
}

/* ---- as they are shown ----------------------------------------------------- */

/* Bytes of the scheme with what must follow it; 0 for one that is not let through. */
static size_t measure_scheme(Str address)
{
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
        Str scheme = str_from(schemes[i].scheme);
        if (!has_prefix_nocase(address, scheme))
            continue;
        Str rest = str_slice(address, scheme.len, address.len);
        if (!schemes[i].has_host)
            return rest.len ? scheme.len : 0;
        bool has_host =
            str_has_prefix(rest, STR("//")) && rest.len > 2 && rest.data[2] != '/';
        return has_host ? scheme.len + 2 : 0;
    }
    return 0;
}

static void append_escaped(StrBuf *out, Str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        strbuf_appendf(out, "%%%02X", (unsigned)(unsigned char)bytes.data[i]);
}

/* Letters of any script stay legible; what parts words, ends a quotation or is not seen
 * is escaped. */
static bool is_kept(char32_t c)
{
    if (c < 0x80)
        return c > ' ' && c != 0x7F && !strchr("\"'<>\\^`{|}", (int)c);
    return !sanitize_is_hostile(c) && !text_is_space(c) && c != 0xFFFD &&
           width_of_codepoint(c, &(WidthPolicy){AMBIGUOUS_NARROW}) > 0;
}

bool address_clean(Str address, StrBuf *out)
{
    size_t before = out->len;
    address = text_trim(address);
    size_t scheme = measure_scheme(address);
    if (!scheme || address.len > ADDRESS_MAX_BYTES)
        return false;
    for (size_t i = 0; i < scheme; i++) {
        char c = address.data[i];
        strbuf_append_byte(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
    for (size_t off = scheme; off < address.len;) {
        size_t start = off;
        char32_t c = utf8_next(address, &off);
        Str bytes = str_slice(address, start, off);
        if (c == '\n' || c == '\r' || c == '\t')
            continue; /* as browsers do */
        if (is_kept(c))
            strbuf_append_str(out, bytes);
        else
            append_escaped(out, bytes);
    }
    if (out->len - before <= ADDRESS_MAX_BYTES)
        return true;
    strbuf_splice(out, before, out->len, STR(""));
    return false;
}

/* ---- in a text --------------------------------------------------------------- */

static bool is_address_byte(char c)
{
    return is_alphanumeric(c) || (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
}

/* How many more of a bracket are closed than opened. */
static int count_closed(Str text, char opening, char closing)
{
    int closed = 0;
    for (size_t i = 0; i < text.len; i++)
        closed += (text.data[i] == closing) - (text.data[i] == opening);
    return closed;
}

/* Marks that end a sentence are none of the address, nor is a bracket that was opened
 * before it. */
static size_t trim_end(Str text, size_t start, size_t end)
{
    int round = count_closed(str_slice(text, start, end), '(', ')');
    int square = count_closed(str_slice(text, start, end), '[', ']');
    for (; end > start; end--) {
        char last = text.data[end - 1];
        int *closed = last == ')' || last == '(' ? &round : &square;
        bool is_bracket = last && strchr("()[]", last);
        if (!is_bracket && !strchr(".,;:!?'&=#", last))
            break;
        if ((last == ')' || last == ']') && *closed <= 0)
            break;
        if (is_bracket)
            *closed += last == '(' || last == '[' ? 1 : -1;
    }
    return end;
}

/* An address whose first byte is at `start`. */
static bool address_at(Str text, size_t start, Span *address)
{
    Str rest = str_slice(text, start, text.len);
    size_t head = has_prefix_nocase(rest, STR("www."))      ? STR("www.").len
                  : has_prefix_nocase(rest, STR("mailto:")) ? 0
                                                            : measure_scheme(rest);
    if (!head || (start && is_alphanumeric(text.data[start - 1])))
        return false;
    size_t end = start + head;
    while (end < text.len && is_address_byte(text.data[end]))
        end++;
    *address = (Span){start, trim_end(text, start, end)};
    Str host = str_slice(text, start + head, address->end);
    size_t dot = str_find(host, STR("."), 0);
    return host.len && is_alphanumeric(host.data[0]) && dot != STR_NONE &&
           dot + 1 < host.len && address->end - start <= ADDRESS_MAX_BYTES;
}

static bool is_mail_byte(char c)
{
    return is_alphanumeric(c) || (c && strchr("-._+", c));
}

/* The letter box around the @ at `at`. */
static bool mail_at(Str text, size_t from, size_t at, Span *address)
{
    size_t start = at, end = at + 1, dot = 0;
    while (start > from && is_mail_byte(text.data[start - 1]))
        start--;
    while (start < at && !is_alphanumeric(text.data[start]))
        start++;
    while (end < text.len && is_mail_byte(text.data[end]) && text.data[end] != '+')
        end++;
    end = trim_end(text, at + 1, end);
    for (size_t i = at + 1; i < end; i++)
        if (text.data[i] == '.')
            dot = i;
    *address = (Span){start, end};
    /* A name of letters behind the last dot: 192.168.0.1 and v1.2 are none. */
    return start < at && dot > at + 1 && end - dot > 2 &&
           (text.data[end - 1] | 0x20) >= 'a' && end - start <= ADDRESS_MAX_BYTES;
}

/* Most texts hold none, which is seen at the speed of memory. */
static bool may_hold_address(Str text)
{
    return text.len && (memchr(text.data, '@', text.len) ||
                        str_find(text, STR("://"), 0) != STR_NONE ||
                        str_find(text, STR("www."), 0) != STR_NONE ||
                        str_find(text, STR("WWW."), 0) != STR_NONE);
}

bool text_find_address(Str text, size_t from, Span *address)
{
    if (!may_hold_address(str_slice(text, from, text.len)))
        return false;
    for (size_t off = from; off < text.len; off++) {
        char c = text.data[off];
        if (c == '@' && mail_at(text, from, off, address))
            return true;
        /* h and H, f and F, w and W: few bytes of Chinese are one of them. */
        if (((c | 0x20) == 'h' || (c | 0x20) == 'f' || (c | 0x20) == 'w') &&
            address_at(text, off, address))
            return true;
    }
    return false;
}

void address_append_whole(Str address, StrBuf *out)
{
    if (has_prefix_nocase(address, STR("www.")))
        strbuf_append_text(out, "http://");
    else if (!measure_scheme(address))
        strbuf_append_text(out, "mailto:");
    strbuf_append_str(out, address);
}
