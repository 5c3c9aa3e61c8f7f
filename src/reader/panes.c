/* Which panes are wanted, kept beyond the program: a file of the state directory with a
 * row for each, "outline shown", "notes below beside". The last word is what piyuerc said
 * then: once it says something else, it counts again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>

#define FILE_MAX_BYTES 1024

static const char *const outline_words[] = {
    [PANE_AUTO] = "auto", [PANE_SHOWN] = "shown", [PANE_HIDDEN] = "hidden"};

/* What one program knows of them, for all its readers. */
typedef struct PaneMemory {
    PaneWish outline;
    const char *notes_said; /* by piyuerc; lives with the settings */
} PaneMemory;

static void memory_free(void *memory)
{
    free(memory);
}

static char *get_path(void)
{
    char *directory = paths_get_state();
    char *path = path_join(directory, "panes");
    free(directory);
    return path;
}

static void memory_take_row(PaneMemory *memory, Settings *settings, Str row)
{
    Str said = row, name = str_split(&said, ' '), value = str_split(&said, ' ');
    Error ignored = {0}; /* a word of another version */
    if (str_is_equal(name, STR("notes")) &&
        (!said.len || str_is_equal(said, str_from(memory->notes_said))) &&
        !settings_set(settings, name, value, &ignored))
        error_clear(&ignored);
    for (size_t i = 0; i < ARRAY_SIZE(outline_words); i++)
        if (str_is_equal(name, STR("outline")) &&
            str_is_equal(value, str_from(outline_words[i])))
            memory->outline = (PaneWish)i;
}

static PaneMemory *get_memory(App *app)
{
    PaneMemory *memory = app_get_kept(app, memory_free);
    if (memory)
        return memory;
    memory = mem_alloc(sizeof(*memory));
    app_keep(app, memory, memory_free);
    memory->notes_said = app_get_settings(app)->notes;
    StrBuf text = {0};
    Error ignored = {0}; /* nothing was kept */
    char *path = get_path();
    if (file_read(path, FILE_MAX_BYTES, &text, &ignored))
        for (Str rest = strbuf_get(&text); rest.data;)
            memory_take_row(memory, app_get_settings(app), str_split(&rest, '\n'));
    error_clear(&ignored);
    free(path);
    strbuf_clear(&text);
    return memory;
}

void reader_recall_panes(Reader *reader)
{
    reader->pane.wish = get_memory(reader->app)->outline;
}

void reader_keep_panes(Reader *reader)
{
    PaneMemory *memory = get_memory(reader->app);
    memory->outline = reader->pane.wish;
    StrBuf text = {0};
    strbuf_appendf(&text, "outline %s\nnotes %s %s\n", outline_words[memory->outline],
                   app_get_settings(reader->app)->notes, memory->notes_said);
    Error ignored = {0}; /* it holds until the program ends */
    char *directory = paths_get_state(), *path = get_path();
    if (!file_make_directory(directory, &ignored) ||
        !file_write_atomic(path, strbuf_get(&text), &ignored))
        error_clear(&ignored);
    free(path);
    free(directory);
    strbuf_clear(&text);
}
