/* Hosts that are not as they should be, H1 to H5, and a reader on a full disk: the real
 * program in a terminal of its own, or as a script runs it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "host.h"

#include "small_disk.h"

#define YEAR_SECONDS 31536000

static void is_sound(const Seat *seat)
{
    free(OUTPUT(seat, "check", "--full"));
}

/* ---- H1: the connection is lost -------------------------------------------- */

static void type_half_a_note(Seat *seat)
{
    assert_true(pty_await(&seat->pty, "关于议事的报告"));
    pty_keys(&seat->pty, STR("zR"));
    assert_true(pty_await(&seat->pty, "本年"));
    pty_keys(&seat->pty, STR("jjsn"));
    assert_true(pty_await(&seat->pty, "^S"));
    pty_send(&seat->pty, STR("写到一半的批注"));
}

static void finish_the_note(Seat *seat)
{
    seat_start(seat);
    assert_true(pty_await(&seat->pty, "n goes on with it")); /* it is offered */
    pty_keys(&seat->pty, STR("n"));
    assert_true(pty_await(&seat->pty, "写到一半的批注"));
    pty_keys(&seat->pty, STR("<C-s>"));
    pty_settle(&seat->pty);
    seat_quit(seat);
    char *list = OUTPUT(seat, "passages", "--json");
    assert_non_null(strstr(list, "\"note\":\"写到一半的批注\""));
    free(list);
}

/* What the children that have ended took of the processor, in microseconds. */
static int64_t get_processor_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * (int64_t)1000000 +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

typedef enum Loss { LOSS_HANGUP, LOSS_NOHUP, LOSS_SILENT, LOSS_TERM } Loss;

/* In the middle of a note. A program that reads on from a terminal that is gone takes a
 * whole processor until somebody notices. */
static void lose(Loss loss)
{
    Seat seat;
    seat_take(&seat);
    struct sigaction before, ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGHUP, loss == LOSS_NOHUP ? &ignore : NULL, &before);
    seat_start_in(&seat, (Pty){.is_homeless = loss == LOSS_SILENT},
                  (char *[]){seat.file, NULL});
    sigaction(SIGHUP, &before, NULL);
    type_half_a_note(&seat);
    if (loss == LOSS_TERM) { /* a closed terminal takes what was not read with it */
        kill(seat.pty.pid, SIGTERM);
        pty_wait(&seat.pty);
    } else {
        assert_true(pty_await(&seat.pty, "写到一半的批注"));
        int64_t start_us = time_monotonic_us(), used_us = get_processor_us();
        assert_int_equal(pty_hang_up(&seat.pty), 0);
        printf("# 1 points, 0 lost: gone after %d ms, %d ms of processor\n",
               (int)((time_monotonic_us() - start_us) / 1000),
               (int)((get_processor_us() - used_us) / 1000));
    }
    pty_clear(&seat.pty);
    finish_the_note(&seat);
    seat_leave(&seat);
}

static void h1_a_lost_connection_keeps_the_draft(void **state)
{
    (void)state;
    lose(LOSS_HANGUP);
}

static void h1_so_it_does_under_nohup(void **state)
{
    (void)state;
    lose(LOSS_NOHUP);
}

static void h1_so_it_does_where_no_signal_comes(void **state)
{
    (void)state;
    lose(LOSS_SILENT);
}

static void h1_sigterm_keeps_the_draft(void **state)
{
    (void)state;
    lose(LOSS_TERM);
}

/* ---- H2: many programs on one library --------------------------------------- */

typedef struct Writer {
    pid_t pid;
    FILE *err;
} Writer;

/* In a child: so many passages, one program each. */
static void write_passages(const Seat *seat, int writer, int count, int err)
{
    int nothing = open("/dev/null", O_WRONLY), status = 0;
    for (int i = 0; i < count && status == 0; i++) {
        char note[64];
        snprintf(note, sizeof(note), "批注 %d-%d", writer, i);
        pid_t pid =
            run_start(seat, nothing, err,
                      (char *[]){"annotate", "1", "--at", "2:0-4", "--note", note, NULL});
        int ended = 0;
        if (waitpid(pid, &ended, 0) != pid || !WIFEXITED(ended))
            status = 99;
        else
            status = WEXITSTATUS(ended);
    }
    _exit(status);
}

static Writer writer_start(const Seat *seat, int number, int count)
{
    Writer writer = {.err = tmpfile()};
    assert_non_null(writer.err);
    writer.pid = fork();
    if (writer.pid == 0)
        write_passages(seat, number, count, fileno(writer.err));
    return writer;
}

static void writer_end(Writer *writer)
{
    StrBuf err = {0};
    int status = run_reap(writer->pid);
    run_take_output(writer->err, &err);
    if (status != 0 || err.len)
        fail_msg("a writer ended with %d: %s", status, err.data);
    strbuf_clear(&err);
}

/* A second terminal on the same library; it must not move, for its screen knows where it
 * is. */
static void open_beside(Seat *other, const Seat *seat)
{
    *other = *seat;
    seat_start(other);
    assert_true(pty_await(&other->pty, "关于议事的报告"));
}

static void close_beside(Seat *other)
{
    seat_quit(other);
    pty_clear(&other->pty);
}

/* The first sentence, or the second. */
static void tag_a_sentence(Pty *pty, bool is_second, const char *tag)
{
    pty_keys(pty, is_second ? STR("zRggjj)st") : STR("zRggjjst"));
    pty_settle(pty);
    pty_send(pty, str_from(tag));
    assert_true(pty_await(pty, tag));
    pty_keys(pty, STR("<Enter>"));
    pty_settle(pty);
}

static void h2_two_readers_see_what_the_other_does(void **state)
{
    (void)state;
    Seat seat, other;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    open_beside(&other, &seat);
    tag_a_sentence(&seat.pty, false, "甲的标签");
    tag_a_sentence(&other.pty, true, "乙的标签");
    pty_keys(&seat.pty, STR("#"));
    assert_true(pty_await(&seat.pty, "乙的标签"));
    pty_keys(&other.pty, STR("P"));
    assert_true(pty_await(&other.pty, "甲的标签"));
    /* While nobody touches a key: what a script does is on the screen by itself. */
    free(OUTPUT(&seat, "annotate", "1", "--at", "2:0-4", "--note", "脚本写的批注"));
    assert_true(pty_await(&other.pty, "脚本写的批注"));
    free(OUTPUT(&seat, "undo", "3"));
    pty_settle(&other.pty);
    close_beside(&other);
    seat_quit(&seat);
    is_sound(&seat);
    seat_leave(&seat);
}

/* At the same moment: the second has not seen what the first has done, for it sleeps.
 * Nothing is merged, as each may hold words of its own; nothing is lost either. */
static void h2_two_who_mark_one_sentence_at_once_keep_both(void **state)
{
    (void)state;
    Seat seat, other;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    open_beside(&other, &seat);
    pty_keys(&other.pty, STR("zRggjjst"));
    pty_settle(&other.pty);
    kill(other.pty.pid, SIGSTOP);
    pty_send(&other.pty, STR("乙的标签\r"));
    tag_a_sentence(&seat.pty, false, "甲的标签");
    kill(other.pty.pid, SIGCONT);
    pty_settle(&other.pty);
    pty_keys(&seat.pty, STR("#"));
    assert_true(pty_await(&seat.pty, "乙的标签"));
    char *list = OUTPUT(&seat, "passages", "--json");
    assert_non_null(strstr(list, "\"甲的标签\""));
    assert_non_null(strstr(list, "\"乙的标签\""));
    assert_int_equal(count_rows(list), 2);
    free(list);
    close_beside(&other);
    seat_quit(&seat);
    free(OUTPUT(&seat, "undo")); /* takes back what was done last, and no more */
    list = OUTPUT(&seat, "passages", "--json");
    assert_non_null(strstr(list, "\"甲的标签\""));
    assert_null(strstr(list, "\"乙的标签\""));
    free(list);
    is_sound(&seat);
    seat_leave(&seat);
}

static void h2_eight_programs_at_once_lose_nothing(void **state)
{
    (void)state;
    enum { WRITERS = 6 };
    int count = depth_of(8, 60, 400), marks = depth_of(4, 20, 60);
    Writer writers[WRITERS];
    Seat seat, other;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    open_beside(&other, &seat);
    int64_t start_us = time_monotonic_us();
    for (int i = 0; i < WRITERS; i++)
        writers[i] = writer_start(&seat, i, count);
    for (int i = 0; i < marks; i++) {
        char tag[32];
        snprintf(tag, sizeof(tag), "签%d", i);
        tag_a_sentence(i % 2 ? &other.pty : &seat.pty, i % 2, tag);
    }
    for (int i = 0; i < WRITERS; i++)
        writer_end(&writers[i]);
    printf("# %d commits of eight programs in %d ms\n", WRITERS * count + marks,
           (int)((time_monotonic_us() - start_us) / 1000));
    close_beside(&other);
    seat_quit(&seat);
    char *list = OUTPUT(&seat, "passages", "--json");
    size_t lost = 0;
    for (int i = 0; i < WRITERS; i++)
        for (int j = 0; j < count; j++) {
            char note[64];
            snprintf(note, sizeof(note), "\"note\":\"批注 %d-%d\"", i, j);
            lost += strstr(list, note) == NULL;
        }
    for (int i = 0; i < marks; i++) {
        char tag[32];
        snprintf(tag, sizeof(tag), "\"签%d\"", i);
        lost += strstr(list, tag) == NULL;
    }
    printf("# %d points, %zu lost\n", WRITERS * count + marks, lost);
    assert_int_equal(lost, 0);
    assert_int_equal(count_rows(list), WRITERS * count + 2); /* two bear all the tags */
    free(list);
    is_sound(&seat);
    seat_leave(&seat);
}

/* ---- H3: network file systems ------------------------------------------------ */

/* Bytes 18 and 19 of the database: 2 says that whoever opens it needs shared memory. */
static int get_journal_version(const Seat *seat)
{
    char *path = path_join(seat->library, "library.db");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    unsigned char byte = 0;
    assert_true(fd >= 0 && pread(fd, &byte, 1, 18) == 1);
    close(fd);
    free(path);
    return byte;
}

static void h3_a_network_file_system_gets_no_shared_memory(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    free(OUTPUT(&seat, "import", seat.file)); /* in WAL, as before a home moved */
    assert_int_equal(get_journal_version(&seat), 2);
    if (!shim_begin("PIYUE_HOST_NFS", "1")) {
        seat_leave(&seat);
        skip();
    }
    RUN_ENDS(&seat, 0, "network file system", "annotate", "1", "--at", "2:0-4");
    assert_int_equal(get_journal_version(&seat), 1);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    pty_keys(&seat.pty, STR("zRjj"));
    pty_settle(&seat.pty);
    /* The lock is the reader's until it ends: others wait, then say so. */
    int64_t start_us = time_monotonic_us();
    RUN_ENDS(&seat, 2, "another program", "annotate", "1", "--at", "2:0-4");
    printf("# a second program gives up after %d ms\n",
           (int)((time_monotonic_us() - start_us) / 1000));
    seat_quit(&seat);
    char *list = OUTPUT(&seat, "passages", "--json");
    assert_int_equal(count_rows(list), 1);
    free(list);
    shim_end("PIYUE_HOST_NFS");
    free(OUTPUT(&seat, "undo")); /* back at home */
    assert_int_equal(get_journal_version(&seat), 2);
    is_sound(&seat);
    seat_leave(&seat);
}

/* ---- H4: nothing can be written ------------------------------------------------ */

/* Root may write everywhere: whatever is tried is tried by nobody, if nobody can. */
static bool seat_take_as_nobody(Seat *seat)
{
    pid_t pid = fork();
    if (pid == 0) {
        pty_become_nobody();
        _exit(access(get_program(), X_OK) == 0 ? 0 : 1);
    }
    if (run_reap(pid) != 0)
        return false;
    seat_take(seat);
    seat->is_nobody = true;
    return true;
}

static void give_away(const char *path, mode_t mode)
{
    if (geteuid() == 0)
        assert_int_equal(chown(path, 65534, 65534), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static void h4_a_library_that_cannot_be_written_can_be_read(void **state)
{
    (void)state;
    Seat seat;
    if (!seat_take_as_nobody(&seat))
        skip();
    give_away(seat.home, 0700);
    give_away(seat.file, 0400);
    free(OUTPUT(&seat, "import", seat.file));
    free(OUTPUT(&seat, "annotate", "1", "--at", "2:0-4"));
    char *database = path_join(seat.library, "library.db");
    give_away(database, 0400);
    give_away(seat.library, 0500);
    give_away(seat.home, 0500);
    free(OUTPUT(&seat, "passages"));
    free(OUTPUT(&seat, "search", "议事"));
    RUN_ENDS(&seat, 2, "reading only", "annotate", "1", "--at", "2:0-4");
    RUN_ENDS(&seat, 2, "reading only", "undo");
    seat_start_with(&seat, (char *[]){NULL});
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    pty_keys(&seat.pty, STR("<Enter>"));
    pty_settle(&seat.pty);
    pty_keys(&seat.pty, STR("zR"));
    assert_true(pty_await(&seat.pty, "才算办好"));
    pty_keys(&seat.pty, STR("jjsn"));
    assert_true(pty_await(&seat.pty, "cannot be written"));
    seat_quit(&seat);
    free(OUTPUT(&seat, "passages"));
    give_away(seat.home, 0700);
    free(database);
    seat_leave(&seat);
}

static void h4_a_home_that_cannot_be_written_is_told(void **state)
{
    (void)state;
    Seat seat;
    if (!seat_take_as_nobody(&seat))
        skip();
    give_away(seat.file, 0400);
    give_away(seat.home, 0500);
    RUN_ENDS(&seat, 2, seat.library, "import", seat.file);
    char *text = OUTPUT(&seat, "text", seat.file);
    assert_non_null(strstr(text, "才算办好"));
    free(text);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "library"));
    assert_int_equal(pty_wait(&seat.pty), 2);
    give_away(seat.home, 0700);
    seat_leave(&seat);
}

/* ---- H5: the clock jumps --------------------------------------------------------- */

static void later(int64_t years)
{
    char seconds[32];
    snprintf(seconds, sizeof(seconds), "%lld", (long long)(years * YEAR_SECONDS));
    setenv("PIYUE_HOST_SECONDS", seconds, 1);
}

static void h5_jumps_of_the_clock_disorder_nothing(void **state)
{
    (void)state;
    static const int years[] = {0, -1, 1, -20, 3, 0, -2};
    Seat seat;
    seat_take(&seat);
    if (!shim_begin("PIYUE_HOST_SECONDS", "0")) {
        seat_leave(&seat);
        skip();
    }
    free(OUTPUT(&seat, "import", seat.file));
    for (size_t i = 0; i < ARRAY_SIZE(years); i++) {
        char tag[16];
        snprintf(tag, sizeof(tag), "签%zu", i);
        later(years[i]);
        free(OUTPUT(&seat, "tag", "add", tag, "1"));
        free(OUTPUT(&seat, "backup", "--daily"));
    }
    /* Whatever the wall said: the log is in the order in which things were done, its
     * times never go back, and what is taken back is the last. */
    char *log = OUTPUT(&seat, "log", "--json");
    StrBuf before = {0};
    const char *at = log;
    for (size_t i = ARRAY_SIZE(years); i-- > 0;) {
        char tag[16];
        snprintf(tag, sizeof(tag), "签%zu", i);
        const char *row = strstr(at, tag), *time = strstr(at, "\"time\":\"");
        assert_true(row && time && time - at < 200);
        if (before.len)
            assert_true(strncmp(time + 8, before.data, 20) <= 0);
        strbuf_reset(&before);
        strbuf_append(&before, time + 8, 20);
        at = strchr(row, '\n');
        assert_non_null(at);
    }
    strbuf_clear(&before);
    free(log);
    for (size_t i = ARRAY_SIZE(years); i-- > 0;) {
        char tag[16];
        snprintf(tag, sizeof(tag), "签%zu", i);
        later(years[i % 3]);
        char *what = OUTPUT(&seat, "undo");
        assert_non_null(strstr(what, tag));
        free(what);
    }
    later(0);
    char *backups = OUTPUT(&seat, "backup", "--list", "--json");
    assert_int_equal(count_rows(backups), 6); /* one for each day of the wall */
    free(backups);
    is_sound(&seat);
    shim_end("PIYUE_HOST_SECONDS");
    printf("# %zu points, 0 lost\n", 2 * ARRAY_SIZE(years));
    seat_leave(&seat);
}

/* ---- a full disk ------------------------------------------------------------ */

/* In the reader a note that does not fit is said to be, stays on the screen, and is kept
 * when there is room. */
static void f2_a_note_that_does_not_fit_stays_on_the_screen(void **state)
{
    (void)state;
    SmallDisk disk;
    Seat seat;
    if (!small_disk_mount(&disk)) {
        small_disk_unmount(&disk);
        skip();
    }
    setenv("TMPDIR", disk.path, 1);
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    pty_keys(&seat.pty, STR("zR"));
    assert_true(pty_await(&seat.pty, "本年"));
    pty_keys(&seat.pty, STR("jjsn"));
    assert_true(pty_await(&seat.pty, "^S"));
    small_disk_leave(&disk, 0);
    pty_send(&seat.pty, STR("放不下的批注"));
    assert_true(pty_await(&seat.pty, "放不下的批注"));
    pty_keys(&seat.pty, STR("<C-s>"));
    assert_true(pty_await(&seat.pty, "the disk is full"));
    assert_true(pty_await(&seat.pty, "放不下的批注"));
    small_disk_empty(&disk);
    pty_keys(&seat.pty, STR("<C-s>"));
    pty_settle(&seat.pty);
    seat_quit(&seat);
    char *list = OUTPUT(&seat, "passages", "--json");
    printf("# 1 points, %d lost\n", strstr(list, "放不下的批注") == NULL);
    assert_non_null(strstr(list, "\"note\":\"放不下的批注\""));
    free(list);
    is_sound(&seat);
    seat_leave(&seat);
    unsetenv("TMPDIR");
    small_disk_unmount(&disk);
}

int main(int argc, char *argv[])
{
    if (argc > 1) /* host_broken.sh wants one of them */
        cmocka_set_test_filter(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(h1_a_lost_connection_keeps_the_draft),
        cmocka_unit_test(h1_so_it_does_under_nohup),
        cmocka_unit_test(h1_so_it_does_where_no_signal_comes),
        cmocka_unit_test(h1_sigterm_keeps_the_draft),
        cmocka_unit_test(h2_two_readers_see_what_the_other_does),
        cmocka_unit_test(h2_two_who_mark_one_sentence_at_once_keep_both),
        cmocka_unit_test(h2_eight_programs_at_once_lose_nothing),
        cmocka_unit_test(h3_a_network_file_system_gets_no_shared_memory),
        cmocka_unit_test(h4_a_library_that_cannot_be_written_can_be_read),
        cmocka_unit_test(h4_a_home_that_cannot_be_written_is_told),
        cmocka_unit_test(h5_jumps_of_the_clock_disorder_nothing),
        cmocka_unit_test(f2_a_note_that_does_not_fit_stays_on_the_screen),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
