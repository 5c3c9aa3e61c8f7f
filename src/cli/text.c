/* piyue text: the clean text of a document, or its source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/charset.h>
#include <piyue/layout.h>

#include <string.h>
#include <unistd.h>

/* ---- clean text -------------------------------------------------------- */

static void print_wrapped(Cli *cli, Str text, int columns, int indent)
{
    for (size_t at = 0; at < text.len;) {
        int margin = at == 0 ? indent : 0;
        WrapRow row = wrap_row(text, at, columns - margin, &cli->width);
        out_printf(cli, "%*s", margin, "");
        out_text(cli, str_slice(text, row.start, row.end));
        out_printf(cli, "\n");
        at = row.next;
    }
}

/* On one row, the cells of a table parted by TAB. */
static void print_cells(Cli *cli, Str row)
{
    out_text(cli, str_split(&row, '\t'));
    while (row.data) {
        out_printf(cli, "\t");
        out_text(cli, str_split(&row, '\t'));
    }
    out_printf(cli, "\n");
}

static void print_paragraph(Cli *cli, const StrBuf *text, bool is_heading, int columns)
{
    Str paragraph = strbuf_get(text);
    if (columns) {
        int indent = is_heading || columns < 30 ? 0 : cli->settings.indent;
        print_wrapped(cli, paragraph, columns, indent);
    } else {
        print_cells(cli, paragraph);
    }
}

/* ---- tables ------------------------------------------------------------ */

#define CELLS_MAX 128 /* parts of cells in a row */

/* What lays tables out for people; others get their cells parted by TAB. */
typedef struct Tables {
    FoldSet *folds;
    Layout *layout; /* NULL for the others */
} Tables;

static Tables tables_init(const Cli *cli, const Document *document, int columns)
{
    columns = columns ? columns : cli->columns;
    if (!columns)
        return (Tables){0};
    LayoutOptions options = {.columns = columns, .width = cli->width};
    FoldSet *folds = foldset_new(document);
    return (Tables){folds, layout_new(document, folds, &options)};
}

static void tables_clear(Tables *tables)
{
    layout_free(tables->layout);
    foldset_free(tables->folds);
}

static void print_cells_of(Cli *cli, Layout *layout, const Document *document,
                           const Row *row)
{
    RowSpan spans[CELLS_MAX];
    size_t count = layout_decorate(layout, row, NULL, 0, spans, CELLS_MAX);
    int used = 0;
    for (size_t i = 0; i < count; i++) {
        const RowSpan *span = &spans[i];
        Str text =
            str_slice(document_get_text(document, span->block), span->start, span->end);
        out_printf(cli, "%*s", MAX(span->column - used, 0), "");
        used = MAX(span->column, used);
        if (span->block != row->block && i + 1 < count)
            text.len = text_fit(text, spans[i + 1].column - used - 2, &cli->width);
        out_text(cli, text);
        used += (int)text_columns(text, &cli->width);
        if (span->block != row->block) {
            out_text(cli, STR("："));
            used += 2;
        }
    }
    out_printf(cli, "\n");
}

static void print_table_row(Cli *cli, Layout *layout, const Document *document,
                            uint32_t block)
{
    RowPos at = {block, 0};
    do {
        Row row = layout_get_row(layout, at);
        print_cells_of(cli, layout, document, &row);
    } while (layout_next(layout, &at) && at.block == block);
}

/* ---- documents --------------------------------------------------------- */

/* A paragraph that is not yet printed: blocks that were cut from one are one again. */
typedef struct Printing {
    StrBuf text;
    bool is_heading, is_first;
} Printing;

static void printing_flush(Printing *printing, Cli *cli, int columns)
{
    if (printing->text.len)
        print_paragraph(cli, &printing->text, printing->is_heading, columns);
    strbuf_reset(&printing->text);
}

static void print_block(Printing *printing, Cli *cli, const Document *document,
                        uint32_t block, int columns)
{
    BlockInfo info = document_get_block(document, block);
    if (!(info.flags & BLOCK_CONTINUED)) {
        printing_flush(printing, cli, columns);
        printing->is_heading = info.kind == BLOCK_HEADING;
        if (printing->is_heading && !printing->is_first)
            out_printf(cli, "\n");
    }
    strbuf_append_str(&printing->text, document_get_text(document, block));
}

static void print_document(Cli *cli, Document *document, int columns)
{
    Printing printing = {.is_first = true};
    Tables tables = tables_init(cli, document, columns);
    for (uint32_t i = 0; i < document->block_count && !cli->is_broken; i++) {
        BlockInfo info = document_get_block(document, i);
        if (info.flags & BLOCK_HIDDEN)
            continue;
        if (info.kind == BLOCK_TABLE_ROW && tables.layout) {
            printing_flush(&printing, cli, columns);
            print_table_row(cli, tables.layout, document, i);
        } else {
            print_block(&printing, cli, document, i, columns);
        }
        document_trim(document);
        printing.is_first = false;
    }
    printing_flush(&printing, cli, columns);
    strbuf_clear(&printing.text);
    tables_clear(&tables);
}

/* ---- the source -------------------------------------------------------- */

/* The bytes as text, in rows that end in LF alone. */
static bool print_source(Cli *cli, Str bytes, const char *encoding, Error *err)
{
    Decoder *decoder = decoder_new(encoding, err);
    if (!decoder)
        return false;
    CharsetGuess guess = charset_detect(bytes, true);
    StrBuf text = {0};
    if (guess.bom_bytes && strcmp(guess.encoding, encoding) == 0)
        bytes = str_slice(bytes, guess.bom_bytes, bytes.len);
    decoder_feed(decoder, bytes, true, &text);
    for (Str rest = strbuf_get(&text); rest.data && rest.len;) {
        Str row = str_split(&rest, '\n');
        bool has_end = rest.data != NULL;
        if (str_has_suffix(row, STR("\r")))
            row.len--;
        out_lines(cli, row);
        if (has_end)
            out_printf(cli, "\n");
    }
    strbuf_clear(&text);
    decoder_free(decoder);
    return true;
}

/* Formats that are no text: what is read of them, as it came. */
static bool print_file_blocks(Cli *cli, int fd, const char *path, Error *err)
{
    ImportOptions options = {.limits = import_limits_default()};
    Document *document = document_read_source_fd(fd, path, &options, err);
    if (!document)
        return false;
    print_document(cli, document, 0);
    document_free(document);
    return true;
}

static bool print_file_source(Cli *cli, const char *path, Error *err)
{
    int fd = cli_open_file(path, err);
    if (fd < 0)
        return false;
    cli_warn_walls(cli);
    ImportOptions options = {.limits = import_limits_default()};
    ImportDetection detection;
    StrBuf bytes = {0};
    bool is_printed = false;
    if (import_detect(fd, path, &options, &detection, err)) {
        if (!detection.encoding)
            is_printed = print_file_blocks(cli, fd, path, err);
        else if (lseek(fd, 0, SEEK_SET) == 0 &&
                 file_read_fd(fd, path, options.limits.max_file_bytes, &bytes, err))
            is_printed = print_source(cli, strbuf_get(&bytes), detection.encoding, err);
    }
    strbuf_clear(&bytes);
    close(fd);
    return is_printed;
}

static bool print_stored_source(Cli *cli, const char *spec, Error *err)
{
    Document *document = cli_open_document(cli, spec, err);
    StrBuf bytes = {0};
    bool is_printed = false;
    Document *source = NULL;
    if (document && !document->encoding)
        source = library_read_source(cli->library, document->id, err);
    else if (document && store_read_original(library_get_store(cli->library),
                                             document->edition, &bytes, err))
        is_printed = print_source(cli, strbuf_get(&bytes), document->encoding, err);
    if (source)
        print_document(cli, source, 0);
    is_printed = is_printed || source;
    strbuf_clear(&bytes);
    document_free(source);
    document_free(document);
    return is_printed;
}

bool cmd_text(Cli *cli, const Args *args, Error *err)
{
    int64_t columns = 0;
    if (!args_want(args, 1, 1, err) ||
        !args_get_int(args, "width", 2, 10000, &columns, err))
        return false;
    const char *spec = args->words[0];
    if (args_has(args, "original"))
        return cli_is_file(spec) ? print_file_source(cli, spec, err)
                                 : print_stored_source(cli, spec, err);
    Document *document = cli_open_document(cli, spec, err);
    if (!document)
        return false;
    print_document(cli, document, (int)columns);
    document_free(document);
    return true;
}
