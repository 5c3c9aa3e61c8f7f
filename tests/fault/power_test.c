/* The power goes at every write, and the disk keeps what it likes of what was not synced.
 *
 * A session that does every kind of operation is recorded, call by call; then the library
 * is made as it may be after each of them: without anything that was not synced, with all
 * of it, with some of it in any order and torn to the sector. What was acknowledged
 * before must be there each time, and what was not as a whole or not at all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial.h"

#include "recording.h"
#include "store/internal.h"

#include <sys/wait.h>

#define STRIDE_SHORT 7 /* every so many events in a short run */
#define LOG_EVERY 40   /* points after which the log is asked what it makes */

typedef struct Session {
    Trial trial;
    Recording recording;
    bool is_careless; /* it does not wait for the disk */
    uint64_t seed;
} Session;

static int visit(void *context, const Call *call)
{
    Session *session = context;
    recording_add(&session->recording, call);
    return TRACE_GO;
}

/* ---- what is recorded ------------------------------------------------------------- */

static bool copy_library(const World *world, Error *err)
{
    Store *store = library_get_store(acts_library(world));
    char *folder = path_join(world->fixture->directory, "backups");
    char *path = path_join(folder, "copy.db");
    bool is_done =
        file_make_directory(folder, err) && store_backup(store, path, NULL, err);
    free(path);
    free(folder);
    return is_done;
}

/* All acts on a library that stays open, as in the reader; a word after each. */
static int run_session(void *context)
{
    Session *session = context;
    Fixture *fixture = session->trial.fixture;
    const World *world = &session->trial.world;
    Error *err = &fixture->err;
    if (!library_open(&fixture->library, fixture->directory, STORE_READ_WRITE,
                      &fixture->report, err))
        return 1;
    library_set_author(fixture->library, "木子");
    bool is_done =
        !session->is_careless || store_execute(library_get_store(fixture->library),
                                               "PRAGMA synchronous = OFF", err);
    for (size_t i = 0; i < ARRAY_SIZE(acts) && is_done; i++) {
        if (i > 0 && acts[i].act == acts[i - 1].act)
            continue;
        is_done = acts[i].act(world, err) && write(STDOUT_FILENO, "a", 1) == 1;
    }
    is_done = is_done && copy_library(world, err);
    library_close(fixture->library);
    if (!is_done)
        fprintf(stderr, "%s\n", error_get_message(err));
    return is_done ? 0 : 1;
}

static void record(Session *session)
{
    Trial *trial = &session->trial;
    TracePlan plan = {
        .body = run_session, .wants_data = true, .visit = visit, .context = session};
    StrBuf said = {0};
    int status;
    session->recording = (Recording){.directory = trial->fixture->directory};
    trial_put_base(trial);
    trace_run(&plan, &status, &said);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("the session: status %d: %s", status, said.data ? said.data : "");
    strbuf_clear(&said);
    assert_true(session->recording.count > 100);
}

/* ---- what may be left ----------------------------------------------------------------
 */

static void replay(Session *session, size_t count, Kept kept)
{
    recording_replay(&session->recording, "library.db", &session->trial.base, count, kept,
                     ++session->seed);
}

/* What there is after the next acknowledgement, and before: from here on the trial asks
 * for that. */
static void advance(Session *session, size_t from)
{
    Trial *trial = &session->trial;
    Fixture *fixture = trial->fixture;
    const Recording *recording = &session->recording;
    size_t next = from;
    replay(session, from, KEPT_ALL);
    fixture_open(fixture, STORE_READ_WRITE);
    free(trial->dump);
    trial->dump = fixture_dump(fixture);
    trial->ops = trial_count_ops(trial);
    trial_close(trial);
    while (next < recording->count && recording->events[next].kind != CALL_SAY)
        next++;
    replay(session, next, KEPT_ALL);
    fixture_open(fixture, STORE_READ_WRITE);
    trial->more = trial_count_ops(trial) - trial->ops;
    trial_close(trial);
}

static void try_kept(Session *session, size_t count, Kept kept)
{
    static const char *const names[] = {"synced", "all", "some"};
    Trial *trial = &session->trial;
    char where[80];
    replay(session, count, kept);
    snprintf(where, sizeof(where), "event %zu, %s kept, seed %llu", count, names[kept],
             (unsigned long long)session->seed);
    trial_look(trial, false, trial->points % LOG_EVERY == 0, where);
}

static void try_all(Session *session)
{
    static const struct {
        size_t stride;
        int some;
    } depths[] = {
        [DEPTH_SHORT] = {STRIDE_SHORT, 1}, [DEPTH_ALL] = {1, 3}, [DEPTH_LONG] = {1, 12}};
    Depth depth = trial_get_depth();
    session->trial.name = "a session";
    session->seed = 20240524;
    advance(session, 0);
    for (size_t i = 0; i < session->recording.count; i++) {
        bool is_said = session->recording.events[i].kind == CALL_SAY;
        if (is_said)
            advance(session, i + 1);
        /* Right after an acknowledgement there is most to lose. */
        if (!is_said && i % depths[depth].stride)
            continue;
        try_kept(session, i + 1, KEPT_SYNCED);
        if (depth != DEPTH_SHORT)
            try_kept(session, i + 1, KEPT_ALL);
        for (int j = 0; j < depths[depth].some; j++)
            try_kept(session, i + 1, KEPT_SOME);
    }
}

static void session_end(Session *session)
{
    recording_clear(&session->recording);
    trial_end(&session->trial);
}

static void whatever_the_disk_keeps_what_was_said_is_there(void **state)
{
    if (!trace_is_possible())
        skip();
    Session session = {0};
    trial_begin(&session.trial, *state);
    record(&session);
    try_all(&session);
    print_message("# a session of %zu calls\n", session.recording.count);
    session_end(&session);
    assert_int_equal(session.trial.lost, 0);
}

static void not_waiting_for_the_disk_is_found(void **state)
{
    if (!trace_is_possible())
        skip();
    Session session = {.is_careless = true, .trial = {.is_quiet = true}};
    trial_begin(&session.trial, *state);
    record(&session);
    try_all(&session);
    trial_must_find(&session.trial);
    session_end(&session);
}

/* ---- a library that is new ------------------------------------------------------------
 */

static void run_program(Session *session, const char *const *arguments)
{
    TracePlan plan = {
        .arguments = arguments, .wants_data = true, .visit = visit, .context = session};
    StrBuf said = {0};
    int status;
    trace_run(&plan, &status, &said);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("status %d: %s", status, said.data ? said.data : "");
    strbuf_clear(&said);
}

/* The first thing that a user does makes folders, too, and their names must be kept. */
static void the_first_document_is_kept(void **state)
{
    Fixture *fixture = *state;
    if (!trace_is_possible())
        skip();
    char *share = path_join(fixture->root, "share");
    char *directory = path_join(share, "piyue/library");
    char *paper = fixture_write(fixture, "paper.txt", str_from(PAPER));
    const char *piyue = getenv("PIYUE");
    const char *const first[] = {
        piyue ? piyue : "./piyue", "--library", directory, "import", paper, NULL};
    Session session = {.recording = {.directory = share}};
    assert_int_equal(mkdir(share, 0700), 0);
    run_program(&session, first);
    recording_replay(&session.recording, NULL, NULL, session.recording.count, KEPT_SYNCED,
                     1);
    trial_close(&(Trial){.fixture = fixture});
    free(fixture->directory);
    fixture->directory = str_dup(str_from(directory));
    assert_ok(library_open(&fixture->library, directory, STORE_READ_ONLY,
                           &fixture->report, &fixture->err));
    Document *document =
        store_open_document(library_get_store(fixture->library), 1, &fixture->err);
    assert_ok(document);
    document_free(document);
    recording_clear(&session.recording);
    free(share);
    free(directory);
    free(paper);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, trial_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(whatever_the_disk_keeps_what_was_said_is_there),
        TEST(not_waiting_for_the_disk_is_found),
        TEST(the_first_document_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
