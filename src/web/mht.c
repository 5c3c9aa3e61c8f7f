/* The importer of web pages saved as one file (MHTML), and of saved mail.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/web.h>

#include <string.h>

#include <piyue/charset.h>

#include "web/html.h"

/* The first part of a type that is no attachment; NULL for none. */
static const MimePart *find_part(const MimeMessage *message, Str type)
{
    for (size_t i = 0; i < message->count; i++)
        if (!message->parts[i].name.len &&
            str_is_equal_nocase(message->parts[i].type, type))
            return &message->parts[i];
    return NULL;
}

/* What the part says of its encoding counts, if its bytes can be read so. */
static const char *choose_encoding(const Source *source, const MimePart *part, Str body)
{
    if (source->is_encoding_chosen)
        return source->encoding;
    CharsetGuess guess = charset_detect(body, true);
    const char *detected =
        strcmp(guess.encoding, "binary") == 0 ? "UTF-8" : guess.encoding;
    const char *declared = charset_find(part->charset);
    bool is_utf8 = strcmp(detected, "UTF-8") == 0 && !str_is_ascii(body);
    if (declared && !is_utf8)
        return declared;
    return html_choose_encoding(body, detected);
}

/* Mail without markup: a line is a block, as in text files. */
static void send_plain(Flow *flow, Str text)
{
    bool has_blank = false;
    for (Str rest = text; rest.data;) {
        Str line = str_split(&rest, '\n');
        if (!str_trim(line).len) {
            has_blank = true;
            continue;
        }
        flow_begin(flow, line.data[0] == '>' ? BLOCK_QUOTE : BLOCK_PARAGRAPH, 0, 0);
        flow_append(flow, line);
        if (has_blank)
            flow_add_flags(flow, BLOCK_BLANK_BEFORE);
        has_blank = false;
    }
    flow_end(flow);
}

/* What the head says; a page in it then says it better. */
static void send_head(Sink *sink, Str head)
{
    static const struct {
        const char *name;
        MetaField field;
    } rows[] = {{"Subject", META_TITLE}, {"From", META_AUTHOR}, {"Date", META_DATE}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        StrBuf value = {0};
        Str name = str_from(rows[i].name);
        /* Browsers write themselves as the sender. */
        if (mime_append_field(head, name, &value) &&
            !str_has_prefix(strbuf_get(&value), STR("<")))
            sink_meta(sink, rows[i].field, strbuf_get(&value));
        strbuf_clear(&value);
    }
}

static bool send_part(const Source *source, const MimePart *part, Str address,
                      bool is_page, Sink *sink, uint64_t *replaced, Error *err)
{
    StrBuf body = {0}, text = {0};
    mime_decode_body(part, &body);
    const char *encoding = choose_encoding(source, part, strbuf_get(&body));
    bool is_sent =
        source_decode_bytes(strbuf_get(&body), encoding, &text, replaced, err) ||
        error_context(err, "%s", source->name);
    strbuf_clear(&body);
    if (is_sent && is_page) {
        is_sent = html_send(
            &(Page){.utf8 = strbuf_get(&text), .name = source->name, .address = address},
            sink, err);
    } else if (is_sent) {
        Flow *flow = flow_new(sink);
        send_plain(flow, strbuf_get(&text));
        is_sent = flow_count_blocks(flow) > 0 ||
                  error_set(err, ERR_EMPTY, _("%s holds no text"), source->name);
        flow_free(flow);
    }
    strbuf_clear(&text);
    return is_sent;
}

bool read_mht(const Source *source, Sink *sink, Error *err)
{
    StrBuf bytes = {0};
    MimeMessage message = {0};
    StrBuf address = {0};
    uint64_t replaced = 0;
    bool is_read = source_read_all(source, source->limits->max_file_bytes, &bytes, err) &&
                   mime_parse(&message, str_trim(strbuf_get(&bytes)), source->name, err);
    if (is_read) {
        const MimePart *page = find_part(&message, STR("text/html"));
        const MimePart *part = page ? page : find_part(&message, STR("text/plain"));
        send_head(sink, message.head);
        mime_append_field(message.head, STR("Snapshot-Content-Location"), &address);
        is_read = part ? send_part(source, part, strbuf_get(&address), page != NULL, sink,
                                   &replaced, err)
                       : error_set(err, ERR_EMPTY, _("%s holds no text"), source->name);
    }
    if (is_read)
        sink_end(sink, replaced, bytes.len);
    mime_clear(&message);
    strbuf_clear(&address);
    strbuf_clear(&bytes);
    return is_read;
}
