/* How ragged the right edge is: cells left empty in rows that go on, over the paragraphs
 * of real documents.
 *
 *   ragged FOLDER [COLUMNS…]
 *
 * A cell is empty where the next cluster would not fit or may not begin a row. One is the
 * least that Han in an odd column leave. Rows with a Latin letter are counted apart: a
 * long word goes whole to the next row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/layout.h>
#include <piyue/intake.h>
#include <piyue/library.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORST_KEPT 64 /* rows with more empty cells are counted as this */

typedef struct Tally {
    uint64_t rows, empty, counts[WORST_KEPT + 1];
} Tally;

static void tally_add(Tally *tally, int empty)
{
    empty = MAX(MIN(empty, WORST_KEPT), 0);
    tally->rows++;
    tally->empty += (uint64_t)empty;
    tally->counts[empty]++;
}

/* The fewest cells that `share` of the rows do not exceed. */
static int tally_quantile(const Tally *tally, double share)
{
    uint64_t seen = 0;
    for (int i = 0; i < WORST_KEPT; i++) {
        seen += tally->counts[i];
        if ((double)seen >= share * (double)tally->rows)
            return i;
    }
    return WORST_KEPT;
}

static void tally_print(const Tally *tally, const char *name, int columns)
{
    if (tally->rows)
        printf(
            "  %3d columns, %-14s mean %.2f  p99 %d  worst %d empty cells in %llu rows\n",
            columns, name, (double)tally->empty / (double)tally->rows,
            tally_quantile(tally, 0.99), tally_quantile(tally, 1.0),
            (unsigned long long)tally->rows);
}

static bool has_letters(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((text.data[i] | 0x20) >= 'a' && (text.data[i] | 0x20) <= 'z')
            return true;
    return false;
}

static void measure(const Document *document, int columns, Tally *han, Tally *mixed)
{
    FoldSet *folds = foldset_new(document);
    LayoutOptions options = {.columns = columns, .indent = 4};
    Layout *layout = layout_new(document, folds, &options);
    RowPos at = layout_first(layout);
    do {
        Row row = layout_get_row(layout, at);
        if (row.kind != ROW_TEXT || row.is_last)
            continue;
        BlockInfo info = document_get_block(document, row.block);
        bool is_prose = info.kind == BLOCK_PARAGRAPH || info.kind == BLOCK_ITEM ||
                        info.kind == BLOCK_QUOTE;
        Str text = document_get_text(document, row.block);
        /* The word that did not fit is the next row's. */
        text = str_slice(text, row.start, MIN((size_t)row.next + 64, text.len));
        if (is_prose && !(info.flags & BLOCK_CENTERED))
            tally_add(has_letters(text) ? mixed : han,
                      columns - row.indent - row.columns);
    } while (layout_next(layout, &at));
    layout_free(layout);
    foldset_free(folds);
}

static Document *read_document(const char *folder, const char *name)
{
    ImportOptions options = {.limits = import_limits_default()};
    Error err = {0};
    char *path = path_join(folder, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    Document *document = fd < 0 ? NULL : document_read_fd(fd, path, &options, &err);
    if (fd >= 0)
        close(fd);
    error_clear(&err);
    free(path);
    return document;
}

int main(int argc, char **argv)
{
    static const int usual[] = {40, 60, 74, 80};
    enum { WIDTHS_MAX = 16 };
    Tally han[WIDTHS_MAX] = {0}, mixed[WIDTHS_MAX] = {0};
    int widths[WIDTHS_MAX], count = 0;
    for (int i = 2; i < argc && count < WIDTHS_MAX; i++)
        widths[count++] = MAX(atoi(argv[i]), 8);
    for (size_t i = 0; argc == 2 && i < ARRAY_SIZE(usual); i++)
        widths[count++] = usual[i];
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fprintf(stderr, "usage: ragged FOLDER [COLUMNS...]\n");
        return 2;
    }
    unsigned documents = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        if (!str_has_suffix(str_from(entry->d_name), STR(".txt")))
            continue;
        Document *document = read_document(argv[1], entry->d_name);
        for (int i = 0; document && i < count; i++)
            measure(document, widths[i], &han[i], &mixed[i]);
        documents += document != NULL;
        document_free(document);
    }
    closedir(folder);
    printf("raggedness of %u documents\n", documents);
    for (int i = 0; i < count; i++) {
        tally_print(&han[i], "Chinese", widths[i]);
        tally_print(&mixed[i], "with Latin", widths[i]);
    }
    return 0;
}
