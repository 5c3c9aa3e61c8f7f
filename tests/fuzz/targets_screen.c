/* The whole program: what a terminal sends, what is typed on the `:` row, and a library
 * of which any row says anything. Every frame must be whole.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kept_library.h"
#include "targets.h"

#include <piyue/screen.h>
#include <piyue/store_search.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/key_reader.h"

/* ---- a terminal that sends bytes -------------------------------------------- */

/* A frame is drawn for each key: what is longer costs time only. */
#define INPUT_MAX_BYTES ((size_t)600)

/* No UTF-8 has these bytes: a new size, in the two behind it; nothing comes for a while.
 */
#define RESIZE 0xfe
#define PAUSE 0xff
#define ESC "\x1b\xff"

typedef struct Wire {
    Term term;
    KeyReader *reader;
    Str rest;
    int rows, columns;
} Wire;

static void wire_get_size(Term *term, int *rows, int *columns)
{
    const Wire *wire = (const Wire *)term;
    *rows = wire->rows;
    *columns = wire->columns;
}

static Event wire_take_size(Wire *wire)
{
    wire->rows = 1 + (unsigned char)wire->rest.data[1] % 60;
    wire->columns = 1 + (unsigned char)wire->rest.data[2] % 200;
    wire->rest = str_slice(wire->rest, 3, wire->rest.len);
    return (Event){.kind = EVENT_RESIZE, .row = wire->rows, .column = wire->columns};
}

/* Bytes one by one, as they come over a slow line. The end is that of the line. */
static Event wire_read_event(Term *term, int timeout_ms)
{
    Wire *wire = (Wire *)term;
    Event event = key_reader_next(wire->reader, false);
    TermReport report;
    while (event.kind == EVENT_NONE && wire->rest.len) {
        bool is_pause = (unsigned char)wire->rest.data[0] == PAUSE;
        if ((unsigned char)wire->rest.data[0] == RESIZE && wire->rest.len >= 3)
            return wire_take_size(wire);
        if (!is_pause)
            key_reader_feed(wire->reader, str_slice(wire->rest, 0, 1));
        wire->rest = str_slice(wire->rest, 1, wire->rest.len);
        event = key_reader_next(wire->reader, is_pause);
    }
    while (key_reader_take_report(wire->reader, &report))
        continue;
    if (event.kind == EVENT_NONE)
        event = key_reader_next(wire->reader, true);
    if (event.kind == EVENT_NONE && timeout_ms)
        event.kind = EVENT_HANGUP;
    return event;
}

/* Each key is painted. */
static bool wire_has_pending(Term *term)
{
    (void)term;
    return false;
}

static int check_cell(const Frame *frame, int row, int column)
{
    const Cell *cell = frame_get_cell(frame, row, column);
    Str text = {cell->text, cell->len};
    BUG_ON(cell->columns < 1 || column + cell->columns > frame->columns || !text.len);
    BUG_ON(utf8_find_invalid(text) != text.len);
    for (size_t off = 0; off < text.len;)
        BUG_ON(sanitize_is_hostile(utf8_next(text, &off)));
    for (int i = 1; i < cell->columns; i++)
        BUG_ON(frame_get_cell(frame, row, column + i)->len);
    return cell->columns;
}

static void wire_present(Term *term, const Frame *frame)
{
    const Wire *wire = (const Wire *)term;
    BUG_ON(frame->rows != wire->rows || frame->columns != wire->columns);
    for (int row = 0; row < frame->rows; row++)
        for (int column = 0; column < frame->columns;)
            column += check_cell(frame, row, column);
    BUG_ON(frame->cursor_row >= frame->rows || frame->cursor_column >= frame->columns);
}

static void wire_set_theme(Term *term, const Theme *theme)
{
    (void)term, (void)theme;
}

static void wire_set_mouse(Term *term, bool is_on)
{
    (void)term, (void)is_on;
}

static void wire_suspend(Term *term)
{
    (void)term;
}

static bool wire_copy(Term *term, Str text, StrBuf *way)
{
    (void)term, (void)way;
    BUG_ON(utf8_find_invalid(text) != text.len);
    return false;
}

static void wire_free(Term *term)
{
    (void)term;
}

static const TermOps wire_ops = {
    .get_size = wire_get_size,
    .read_event = wire_read_event,
    .has_pending = wire_has_pending,
    .present = wire_present,
    .set_theme = wire_set_theme,
    .set_mouse = wire_set_mouse,
    .suspend = wire_suspend,
    .resume = wire_suspend,
    .copy = wire_copy,
    .free = wire_free,
};

/* ---- the program -------------------------------------------------------------- */

typedef struct Seat {
    Wire wire;
    Settings settings;
    Theme theme;
    Library *library;
    App *app;
} Seat;

/* No editor, nothing written beside the library, settings of this folder alone. Gives the
 * folder we were in. */
static int shut_doors(const char *folder)
{
    int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    static const char *const homes[] = {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
                                        "XDG_DATA_HOME", "XDG_CACHE_HOME"};
    for (size_t i = 0; i < ARRAY_SIZE(homes); i++)
        setenv(homes[i], folder, 1);
    setenv("PIYUE_SECURE", "1", 1);
    BUG_ON(here < 0 || chdir(folder) != 0);
    return here;
}

static void open_doors(int here)
{
    BUG_ON(fchdir(here) != 0);
    close(here);
}

/* False where the library is refused: with a sentence. */
static bool seat_open(Seat *seat, const char *folder)
{
    Error err = {0};
    Report report = {0};
    *seat = (Seat){.wire = {.term = {&wire_ops}, .rows = 24, .columns = 80}};
    settings_init(&seat->settings);
    theme_init_default(&seat->theme);
    seat->wire.reader = key_reader_new();
    bool is_open = library_open(&seat->library, folder, STORE_READ_WRITE, &report, &err);
    BUG_ON(is_open == error_is_set(&err));
    AppOptions options = {seat->library, &seat->settings, &seat->theme, &seat->wire.term};
    seat->app = is_open ? app_new(&options, &err) : NULL;
    BUG_ON(is_open && !seat->app);
    error_clear(&err);
    report_clear(&report);
    return is_open;
}

static void seat_close(Seat *seat)
{
    app_free(seat->app);
    library_close(seat->library);
    key_reader_free(seat->wire.reader);
    theme_clear(&seat->theme);
    settings_clear(&seat->settings);
}

/* On the reader over the shelf, until the bytes are at their end. */
static void seat_play(Seat *seat, Str bytes, bool is_reading)
{
    Error err = {0};
    seat->wire.rest = bytes;
    View *shelf = shelf_new(seat->app, &err);
    if (shelf)
        app_push(seat->app, shelf);
    View *reader = shelf && is_reading ? reader_new(seat->app, 1, NULL, &err) : NULL;
    if (reader)
        app_push(seat->app, reader);
    if (shelf)
        app_run(seat->app);
    BUG_ON(!shelf != error_is_set(&err) && !(is_reading && !reader));
    error_clear(&err);
}

/* Whatever was done, the library is sound and can be opened again. */
static void play_on_library(Str bytes, bool is_reading)
{
    Seat seat;
    Report report = {0};
    Error err = {0};
    const char *folder = kept_library_place();
    int here = shut_doors(folder);
    BUG_ON(!seat_open(&seat, folder));
    seat_play(&seat, bytes, is_reading);
    kept_library_check(seat.library);
    BUG_ON(!store_check(library_get_store(seat.library), false, &report, &err));
    report_clear(&report);
    seat_close(&seat);
    open_doors(here);
}

/* The first byte says on which screen it begins. */
void fuzz_screens(Str bytes)
{
    bool is_reading = bytes.len && bytes.data[0] & 1;
    play_on_library(str_slice(bytes, 1, MIN(bytes.len, INPUT_MAX_BYTES)), is_reading);
}

/* Each row is typed on the `:` row of the reader, with an Enter, and left with Esc. */
void fuzz_command(Str bytes)
{
    StrBuf keys = {0}, clean = {0};
    sanitize(&clean, str_slice(bytes, 0, MIN(bytes.len, INPUT_MAX_BYTES)),
             SANITIZE_LINES);
    for (Str rest = strbuf_get(&clean); rest.data && rest.len;) {
        strbuf_append_byte(&keys, ':');
        strbuf_append_str(&keys, str_split(&rest, '\n'));
        strbuf_append_text(&keys, "\r" ESC);
    }
    play_on_library(strbuf_get(&keys), true);
    strbuf_clear(&keys);
    strbuf_clear(&clean);
}

/* ---- a library of which any row says anything ----------------------------------- */

typedef struct Vandal {
    sqlite3 *db;
    Str rest;
} Vandal;

static unsigned take_byte(Vandal *vandal)
{
    unsigned byte = vandal->rest.len ? (unsigned char)vandal->rest.data[0] : 0;
    vandal->rest = str_slice(vandal->rest, 1, vandal->rest.len);
    return byte;
}

/* Appends the `index`th answer of a query, quoted as a name; false where it has none. */
static bool append_name(Vandal *vandal, const char *sql, unsigned index, StrBuf *out)
{
    sqlite3_stmt *statement = NULL;
    unsigned count = 0;
    BUG_ON(sqlite3_prepare_v2(vandal->db, sql, -1, &statement, NULL) != SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        count++;
    sqlite3_reset(statement);
    for (unsigned i = 0; count && i <= index % count; i++)
        sqlite3_step(statement);
    if (count)
        strbuf_appendf(out, "\"%s\"", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return count > 0;
}

static void bind_value(sqlite3_stmt *statement, unsigned kind, Str value)
{
    int64_t number = 0;
    memcpy(&number, value.data, MIN(value.len, sizeof(number)));
    switch (kind % 5) {
    case 0:
        sqlite3_bind_null(statement, 1);
        break;
    case 1:
        sqlite3_bind_int64(statement, 1, value.len < 3 ? (int8_t)number : number);
        break;
    case 2:
        sqlite3_bind_blob(statement, 1, value.data, (int)value.len, SQLITE_TRANSIENT);
        break;
    default:
        sqlite3_bind_text(statement, 1, value.data, (int)value.len, SQLITE_TRANSIENT);
        break;
    }
}

/* One value of one row becomes another, or the row goes: bytes for table, column, row,
 * kind, length, and the value. What the schema refuses is left as it was. */
static void spoil_one(Vandal *vandal)
{
    StrBuf table = {0}, column = {0}, sql = {0};
    sqlite3_stmt *statement = NULL;
    append_name(vandal,
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE "
                "'CREATE VIRTUAL%' ORDER BY name",
                take_byte(vandal), &table);
    strbuf_appendf(&sql, "SELECT name FROM pragma_table_info(%s)", table.data);
    append_name(vandal, sql.data, take_byte(vandal), &column);
    unsigned row = take_byte(vandal), kind = take_byte(vandal), size = take_byte(vandal);
    Str value = str_slice(vandal->rest, 0, size);
    vandal->rest = str_slice(vandal->rest, size, vandal->rest.len);
    strbuf_reset(&sql);
    if (kind % 16 == 15)
        strbuf_appendf(&sql, "DELETE FROM %s WHERE rowid =", table.data);
    else
        strbuf_appendf(&sql, "UPDATE %s SET %s = ?1 WHERE rowid =", table.data,
                       column.data);
    strbuf_appendf(&sql,
                   " (SELECT rowid FROM %s LIMIT 1 OFFSET %u %% max(1, (SELECT count(*) "
                   "FROM %s)))",
                   table.data, row, table.data);
    if (sqlite3_prepare_v2(vandal->db, sql.data, -1, &statement, NULL) == SQLITE_OK) {
        if (kind % 16 != 15)
            bind_value(statement, kind, value);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    strbuf_clear(&table);
    strbuf_clear(&column);
    strbuf_clear(&sql);
}

/* As any program could that has the file. */
static void spoil(const char *folder, Str bytes)
{
    Vandal vandal = {.rest = bytes};
    char *path = path_join(folder, "library.db");
    BUG_ON(sqlite3_open(path, &vandal.db) != SQLITE_OK);
    sqlite3_exec(vandal.db,
                 "PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF", NULL,
                 NULL, NULL);
    while (vandal.rest.len)
        spoil_one(&vandal);
    sqlite3_close(vandal.db);
    free(path);
}

static bool take_hit(void *context, const SearchHit *hit)
{
    (void)context;
    BUG_ON(hit->start > hit->end || hit->end > hit->text.len);
    return true;
}

/* What scripts ask. Each answers, or says why not. */
static void ask_all(Library *library)
{
    Store *store = library_get_store(library);
    Arena *arena = arena_new();
    Error err = {0};
    Report report = {0};
    StrBuf text = {0};
    SearchQuery query = {.text = STR("河"), .in = 7};
    AnnotationFilter all = {.status = -1};
    OpList ops = {0};
    TagList tags = {0};
    BUG_ON(store_check(store, true, &report, &err) == error_is_set(&err));
    error_clear(&err);
    BUG_ON(store_search(store, &query, take_hit, NULL, &err) == error_is_set(&err));
    error_clear(&err);
    for (int format = 0; format < EXPORT_FORMAT_COUNT; format++) {
        ExportOptions options = {.format = (ExportFormat)format, .with_library = true};
        BUG_ON(export_passages(store, &all, &options, &text, &err) == error_is_set(&err));
        error_clear(&err);
    }
    BUG_ON(store_list_tags(store, true, arena, &tags, &err) == error_is_set(&err));
    error_clear(&err);
    if (store_list_ops(store, 0, arena, &ops, &err))
        for (size_t i = 0; i < ops.count; i++)
            library_describe_op(library, &ops.rows[i], &text);
    error_clear(&err);
    report_clear(&report);
    arena_free(arena);
    strbuf_clear(&text);
}

/* The text with its passages, outline, particulars, editions and cleaning; all passages,
 * tags, the log, the trash, kept searches, a search; undo. */
#define TOUR "\rjjGgg]nzRzMzlzloqIqEqCqPjj\rqq#jqUjqgDjqgSqS河\rjquu"

void fuzz_database(Str bytes)
{
    Seat seat;
    const char *folder = kept_library_place();
    int here = shut_doors(folder);
    spoil(folder, str_slice(bytes, 0, MIN(bytes.len, INPUT_MAX_BYTES)));
    if (seat_open(&seat, folder)) {
        ask_all(seat.library);
        seat_play(&seat, STR(TOUR), false);
    }
    seat_close(&seat);
    open_doors(here);
}
