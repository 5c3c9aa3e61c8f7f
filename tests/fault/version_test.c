/* Libraries of other versions: of an older schema, stopped at each write on the way to
 * the newest; of a newer one, which this program reads and does not touch.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include "store/internal.h"

#include <errno.h>
#include <sys/wait.h>

/* A user whose first command after an update is this one. */
static const Verb first_verb = {"an update", {"list"}, NULL};

/* ---- what an older program left
 * -------------------------------------------------------- */

static void execute(sqlite3 *db, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
}

/* Copies what both schemas have of a table. */
static void copy_table(sqlite3 *db, const char *table)
{
    StrBuf sql = {0}, columns = {0};
    sqlite3_stmt *stmt = NULL;
    strbuf_appendf(&sql,
                   "SELECT name FROM pragma_table_info('%s', 'main') INTERSECT"
                   " SELECT name FROM pragma_table_info('%s', 'now')",
                   table, table);
    assert_int_equal(sqlite3_prepare_v2(db, sql.data, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        strbuf_appendf(&columns, "%s\"%s\"", columns.len ? ", " : "",
                       (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    if (columns.len) {
        strbuf_reset(&sql);
        strbuf_appendf(&sql,
                       "DELETE FROM main.\"%s\"; INSERT INTO main.\"%s\"(%s)"
                       " SELECT %s FROM now.\"%s\"",
                       table, table, columns.data, columns.data, table);
        execute(db, sql.data);
    }
    strbuf_clear(&sql);
    strbuf_clear(&columns);
}

/* Until version 11 replies did not stand in the index of notes. */
static const char notes_alone[] =
    "INSERT INTO main.note_index(rowid, note, quotation, tags)"
    " SELECT a.id, a.note, a.exact, (SELECT group_concat(name, char(10)) FROM"
    "  (SELECT t.name FROM main.annotation_tag x JOIN main.tag t ON t.id = x.tag"
    "   WHERE x.annotation = a.id ORDER BY t.name))"
    " FROM main.annotation a WHERE a.trashed_ms = 0 ORDER BY a.id";

static void copy_tables(sqlite3 *db, int version)
{
    static const char list[] =
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql NOT LIKE"
        " 'CREATE VIRTUAL%' AND (?1 OR name NOT LIKE 'note\\_index\\_%' ESCAPE '\\')";
    bool has_replies = version > 10;
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, list, -1, &stmt, NULL), SQLITE_OK);
    sqlite3_bind_int(stmt, 1, has_replies);
    StrBuf names = {0};
    while (sqlite3_step(stmt) == SQLITE_ROW)
        strbuf_appendf(&names, "%s\n", (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    for (Str rest = strbuf_get(&names); rest.len;) {
        char *name = str_dup(str_split(&rest, '\n'));
        copy_table(db, name);
        free(name);
    }
    strbuf_clear(&names);
    if (!has_replies)
        execute(db, notes_alone);
}

/* The library at `from` as the program of an older schema would have it, at `to`. */
static void make_old(Fixture *fixture, const char *from, const char *to, int version)
{
    Store old = {.db = NULL};
    StrBuf sql = {0};
    unlink(to);
    assert_int_equal(sqlite3_open(to, &old.db), SQLITE_OK);
    assert_ok(tokenizer_register(&old, &fixture->err));
    execute(old.db, "PRAGMA page_size = 8192");
    assert_ok(store_migrate(&old, store_migrations, version, NULL, &fixture->err));
    strbuf_appendf(&sql, "ATTACH '%s' AS now", from);
    execute(old.db, sql.data);
    execute(old.db, "BEGIN");
    copy_tables(old.db, version);
    execute(old.db, "COMMIT");
    strbuf_clear(&sql);
    assert_int_equal(sqlite3_close(old.db), SQLITE_OK);
    free(old.notes.slots);
}

/* ---- on the way to the newest
 * ------------------------------------------------------------ */

typedef struct Stop {
    int answer;
    long at, steps;
    bool has_come;
} Stop;

static int on_step(void *context, const Call *call)
{
    Stop *stop = context;
    if (call->kind == CALL_SAY || ++stop->steps < stop->at || !stop->at)
        return TRACE_GO;
    stop->has_come = true;
    return stop->answer;
}

static int64_t read_version(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    int64_t version = -1;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        version = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return version;
}

/* Killed, or without room, at that step; false when it was over before. */
static bool try_at(Program *program, int answer, long at, int version)
{
    char where[80];
    Stop *stop = program->context;
    *stop = (Stop){.answer = answer, .at = at};
    snprintf(where, sizeof(where), "version %d, %s at %ld", version,
             answer == TRACE_KILL ? "killed" : "disk full", at);
    int status = program_run(program);
    int64_t reached = read_version(program->trial.path);
    if (reached < version || reached > store_migration_count)
        trial_lose(&program->trial, where, "it has no version");
    program_look(program, status, answer == TRACE_KILL ? SIGKILL : 0, false, where);
    return stop->has_come;
}

/* The old library becomes the base; what it is when it was brought up to date is what
 * must be there, whatever came between. */
static void take_old(Program *program, const char *now, const char *dump, int version)
{
    Trial *trial = &program->trial;
    Fixture *fixture = trial->fixture;
    trial->is_renamed = version == 1; /* editions get their names on the way */
    char *old = path_join(fixture->root, "old.db");
    make_old(fixture, now, old, version);
    strbuf_reset(&trial->base);
    assert_ok(file_read(old, 1 << 28, &trial->base, &fixture->err));
    trial_put_base(trial);
    fixture_open(fixture, STORE_READ_WRITE);
    free(trial->dump);
    trial->dump = fixture_dump(fixture);
    assert_int_equal(trial_count_ops(trial), trial->ops);
    /* All that the example has was known by then. */
    if (version >= 9)
        assert_string_equal(trial->dump, dump);
    trial_close(trial);
    free(old);
}

static void try_version(Program *program, int version)
{
    static const int answers[] = {TRACE_KILL, ENOSPC};
    static const long points[] = {[DEPTH_SHORT] = 3, [DEPTH_ALL] = 40, [DEPTH_LONG] = 0};
    Stop *stop = program->context;
    *stop = (Stop){0};
    program_take(program, &first_verb);
    (void)program_run(program);
    long steps = stop->steps, count = points[trial_get_depth()];
    long stride = count ? MAX(steps / count, 1) : 1;
    assert_true(steps > 10);
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
        for (long at = 1 + (version * 7 + (long)i * 3) % stride;
             try_at(program, answers[i], at, version); at += stride)
            ;
}

static void an_update_that_is_stopped_loses_nothing(void **state)
{
    Fixture *fixture = *state;
    if (!trace_is_possible())
        skip();
    Stop stop;
    Program program = {.visit = on_step, .context = &stop};
    program_begin(&program, fixture);
    char *now = path_join(fixture->root, "now.db");
    char *dump = str_dup(str_from(program.trial.dump));
    assert_ok(file_write_atomic(now, strbuf_get(&program.trial.base), &fixture->err));
    for (int version = 1; version < store_migration_count; version++) {
        take_old(&program, now, dump, version);
        try_version(&program, version);
    }
    print_message("# %d older versions\n", store_migration_count - 1);
    program_end(&program);
    free(now);
    free(dump);
    assert_int_equal(program.trial.lost, 0);
}

/* An update that is broken on purpose; its steps are counted as those of others. */
typedef struct Careless {
    Stop stop; /* first: it is what on_step() sees */
    Trial *trial;
} Careless;

/* What no update may do: each statement for itself, and the version at the end. */
static int update_in_parts(void *context)
{
    const Careless *careless = context;
    const Trial *trial = careless->trial;
    Error *err = &trial->fixture->err;
    Store store = {.db = NULL};
    if (sqlite3_open(trial->path, &store.db) != SQLITE_OK ||
        !tokenizer_register(&store, err))
        return 1;
    for (int64_t i = read_version(trial->path); i < store_migration_count; i++)
        if (sqlite3_exec(store.db, store_migrations[i].sql, NULL, NULL, NULL) !=
            SQLITE_OK)
            return 1;
    char end[64];
    snprintf(end, sizeof(end), "PRAGMA user_version = %d", store_migration_count);
    bool is_done = sqlite3_exec(store.db, end, NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_close(store.db);
    return is_done ? 0 : 1;
}

static void stop_in_parts(Program *program, Careless *careless, long at)
{
    const TracePlan plan = {
        .body = update_in_parts, .visit = on_step, .context = careless};
    StrBuf said = {0};
    int status;
    careless->stop = (Stop){.answer = TRACE_KILL, .at = at};
    trial_put_base(&program->trial);
    trace_run(&plan, &status, &said);
    trial_look(&program->trial, false, false, program->trial.name);
    strbuf_clear(&said);
}

static void an_update_in_parts_is_found(void **state)
{
    Fixture *fixture = *state;
    if (!trace_is_possible())
        skip();
    Program program = {.trial.is_quiet = true};
    Careless careless = {.trial = &program.trial};
    program_begin(&program, fixture);
    char *now = path_join(fixture->root, "now.db");
    char *dump = str_dup(str_from(program.trial.dump)); /* taking the old makes another */
    assert_ok(file_write_atomic(now, strbuf_get(&program.trial.base), &fixture->err));
    take_old(&program, now, dump, store_migration_count - 3);
    program.trial.name = "broken on purpose";
    stop_in_parts(&program, &careless, 0);
    assert_int_equal(program.trial.lost, 0); /* where nothing stops it, it does well */
    for (long at = 1; at == 1 || careless.stop.has_come; at += 3)
        stop_in_parts(&program, &careless, at);
    trial_must_find(&program.trial);
    program_end(&program);
    free(dump);
    free(now);
}

/* ---- a newer one
 * --------------------------------------------------------------------------- */

/* A library with a table, a column and an operation that this program does not know, and
 * that says its version. */
static void make_newer(Trial *trial, int version)
{
    char say_version[64];
    Fixture *fixture = trial->fixture;
    sqlite3 *db = NULL;
    trial_put_base(trial);
    assert_int_equal(sqlite3_open(trial->path, &db), SQLITE_OK);
    execute(db, "ALTER TABLE document ADD COLUMN mood TEXT DEFAULT '好';"
                "CREATE TABLE mood(name TEXT);"
                "UPDATE op SET kind = 'mood.set' WHERE seq = (SELECT max(seq) FROM op)");
    snprintf(say_version, sizeof(say_version), "PRAGMA user_version = %d", version);
    execute(db, say_version);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    strbuf_reset(&trial->base);
    assert_ok(file_read(trial->path, 1 << 28, &trial->base, &fixture->err));
}

static void look_whether_untouched(Trial *trial, const char *verb)
{
    Fixture *fixture = trial->fixture;
    StrBuf bytes = {0};
    assert_ok(file_read(trial->path, 1 << 28, &bytes, &fixture->err));
    trial->points++;
    if (!str_is_equal(strbuf_get(&bytes), strbuf_get(&trial->base)))
        trial_lose(trial, verb, "the library of a newer version is changed");
    strbuf_clear(&bytes);
}

/* Does the verb change the library? Those that only read it come last. */
static bool changes_library(const Verb *verb)
{
    return change_find_kind(str_from(verb->kind)) || strcmp(verb->kind, "rebuild") == 0 ||
           strcmp(verb->kind, "undo") == 0 || strcmp(verb->kind, "redo") == 0;
}

static void a_newer_library_is_read_and_left_alone(void **state)
{
    static const Verb reading[] = {
        {"list", {"list"}, NULL},
        {"text", {"text", "1"}, NULL},
        {"outline", {"outline", "1"}, NULL},
        {"search", {"search", "山塘"}, NULL},
        {"passages", {"passages", "--json"}, NULL},
        {"export", {"export", "--format", "md"}, NULL},
        {"log", {"log"}, NULL},
    };
    Program program = {0};
    program_begin(&program, *state);
    make_newer(&program.trial, 99);
    size_t refused = 0;
    for (size_t i = 0; i < verb_count; i++) {
        if (strcmp(verbs[i].kind, "going back") == 0)
            continue; /* what the user asks for is done, and the newer one kept */
        program_take(&program, &verbs[i]);
        int status = program_run(&program);
        look_whether_untouched(&program.trial, verbs[i].kind);
        if (!changes_library(&verbs[i]))
            continue;
        /* 1: it does not even get to changing what is not there. */
        if (!WIFEXITED(status) || WEXITSTATUS(status) == 0 || WEXITSTATUS(status) > 2 ||
            !strstr(program.said.data, "99"))
            trial_lose(&program.trial, verbs[i].kind, "it is not refused");
        refused++;
    }
    for (size_t i = 0; i < ARRAY_SIZE(reading); i++) {
        program_take(&program, &reading[i]);
        int status = program_run(&program);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            trial_lose(&program.trial, reading[i].kind, program.said.data);
        look_whether_untouched(&program.trial, reading[i].kind);
    }
    print_message("# %zu commands refused, %zu read\n", refused, ARRAY_SIZE(reading));
    program_end(&program);
    assert_int_equal(program.trial.lost, 0);
}

/* A library that is newer and does not say so is one of a program that does not look. */
static void who_does_not_look_at_the_version_is_found(void **state)
{
    Program program = {.trial.is_quiet = true};
    program_begin(&program, *state);
    make_newer(&program.trial, store_migration_count);
    for (size_t i = 0; i < 3; i++) {
        program_take(&program, &verbs[i]);
        (void)program_run(&program);
        look_whether_untouched(&program.trial, verbs[i].kind);
    }
    trial_must_find(&program.trial);
    program_end(&program);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, trial_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_update_that_is_stopped_loses_nothing),
        TEST(an_update_in_parts_is_found),
        TEST(a_newer_library_is_read_and_left_alone),
        TEST(who_does_not_look_at_the_version_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
