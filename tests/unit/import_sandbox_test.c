/* The walls: what the importing child tries, and how it ends.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "import/worker.h"

#include <piyue/charset.h>
#include <piyue/import.h>

#define CONTENT "山脚下有一座小图书馆。"

static int file_of(Str content)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    Error err = {0};
    assert_true(file_write_fd(fd, "test", content, &err));
    return fd;
}

/* What the child says at its end; "" when it could do nothing that it should not. */
static void tell(FrameSink *sink, const char *done)
{
    Error err = {0};
    error_set(&err, ERR_CONFLICT, "%s", done ? done : "locked in");
    frame_sink_error(sink, &err);
    error_clear(&err);
}

static void assert_says(WorkerMain *main_function, const char *what)
{
    Error err = {0};
    ImportOptions options = {.limits = import_limits_default()};
    for (int round = 0; round < 2; round++) {
        /* Forked by the test itself, then by a zygote: the same walls. */
        options.zygote = round ? zygote_new(main_function) : NULL;
        int fd = file_of(STR(CONTENT));
        WorkerJob job = {
            .fd = fd, .name = "山.txt", .options = &options, .main = main_function};
        FrameReader reader;
        frame_reader_init(&reader, job.name, &options.limits, NULL);
        assert_false(worker_run(&job, &reader, &err));
        if (!strstr(err.message, what))
            fail_msg("round %d: %s", round, err.message);
        frame_reader_clear(&reader);
        error_clear(&err);
        char kept[sizeof(CONTENT)] = "";
        assert_int_equal(pread(fd, kept, sizeof(kept), 0), sizeof(CONTENT) - 1);
        assert_string_equal(kept, CONTENT);
        close(fd);
        import_zygote_free(options.zygote);
    }
}

/* ---- files ------------------------------------------------------------- */

static void open_for_writing(int fd, FrameSink *sink, Str request)
{
    (void)request;
    const char *done = NULL;
    if (open("/tmp", O_TMPFILE | O_WRONLY, 0600) >= 0)
        done = "made a file without a name";
    if (open("/tmp/piyue-sandbox-test", O_CREAT | O_WRONLY, 0600) >= 0)
        done = "made a file";
    if (open("/dev/null", O_RDWR) >= 0)
        done = "opened a device";
    if (unlink("/tmp/piyue-sandbox-test-gone") == 0 || errno == ENOENT)
        done = "may delete";
    if (mkdirat(AT_FDCWD, "/tmp/piyue-sandbox-test-folder", 0700) == 0)
        done = "made a folder";
    if (memfd_create("mine", 0) >= 0)
        done = "made a file in memory";
    (void)fd;
    tell(sink, done);
}

static void change_its_file(int fd, FrameSink *sink, Str request)
{
    (void)request;
    const char *done = NULL;
    char byte = 0;
    if (pread(fd, &byte, 1, 0) != 1)
        done = "cannot read";
    if (write(fd, "x", 1) == 1 || pwrite(fd, "x", 1, 0) == 1)
        done = "wrote";
    if (ftruncate(fd, 1) == 0)
        done = "cut";
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page != MAP_FAILED)
        done = "mapped";
    tell(sink, done);
}

static void read_other_files(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)request;
    bool is_open = open("/etc/passwd", O_RDONLY) >= 0 || open("/", O_RDONLY) >= 0 ||
                   open("/proc/self/environ", O_RDONLY) >= 0;
    tell(sink, is_open ? "read another file" : NULL);
}

static void nothing_is_opened_for_writing(void **state)
{
    (void)state;
    assert_says(open_for_writing, "locked in");
}

static void its_own_file_cannot_be_changed(void **state)
{
    (void)state;
    assert_says(change_its_file, "locked in");
}

static void no_other_file_is_read(void **state)
{
    (void)state;
    const char *missing = import_find_missing_wall();
    if (missing && strstr(missing, "Landlock")) {
        print_message("%s\n", missing);
        skip();
    }
    assert_says(read_other_files, "locked in");
}

#ifdef WITH_POPPLER
static void read_tables(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)request;
    bool is_open = open("/usr/share/poppler", O_RDONLY | O_DIRECTORY) >= 0;
    tell(sink, is_open ? "reads tables" : "reads no tables");
}

static void tables_of_poppler_are_read(void **state)
{
    (void)state;
    if (access("/usr/share/poppler", R_OK) != 0) {
        print_message("poppler-data is not installed\n");
        skip();
    }
    assert_says(read_tables, "reads tables");
}
#endif

/* ---- processes, network ------------------------------------------------ */

static void start_something(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)request;
    const char *done = NULL;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    if (child > 0)
        done = "forked";
    if (syscall(SYS_vfork) >= 0)
        done = "vforked";
    char *const arguments[] = {"true", NULL}, *const environment[] = {NULL};
    execve("/bin/true", arguments, environment);
    if (errno != EPERM)
        done = "may start programs";
    void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (code != MAP_FAILED)
        done = "has memory that it can write and run";
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        done = "has no memory";
    else if (mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0)
        done = "can make memory run";
    tell(sink, done);
}

static void reach_others(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)request;
    const char *done = NULL;
    int pair[2];
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0)
        done = "made a socket";
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
        done = "may be traced";
    if (ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0)
        done = "traced its parent";
    if (kill(getppid(), 0) == 0)
        done = "may signal its parent";
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_CPU, &limit) == 0)
        done = "raised a limit";
    if (prctl(PR_SET_DUMPABLE, 1) == 0)
        done = "changed what it is";
    tell(sink, done);
}

static void no_process_starts(void **state)
{
    (void)state;
    assert_says(start_something, "locked in");
}

static void nobody_else_is_reached(void **state)
{
    (void)state;
    assert_says(reach_others, "locked in");
}

/* ---- what must still work ---------------------------------------------- */

static void decode_all(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)request;
    Error err = {0};
    for (const char *const *name = charset_list(); *name; name++) {
        Decoder *decoder = decoder_new(*name, &err);
        if (!decoder) {
            tell(sink, *name);
            return;
        }
        decoder_free(decoder);
    }
    tell(sink, "knows all encodings");
}

static void every_encoding_is_known_behind_the_walls(void **state)
{
    (void)state;
    assert_says(decode_all, "knows all encodings");
}

/* ---- the zygote -------------------------------------------------------- */

/* Crashes for one request, leaves a mark in its memory, and tells it for another. */
__attribute__((no_sanitize("undefined", "address"))) /* they end a child in their way */
static void
remember(int fd, FrameSink *sink, Str request)
{
    static char mark; /* of this process alone */
    (void)fd;
    if (str_is_equal(request, STR("crash")))
        *(volatile char *)NULL = 1;
    tell(sink, mark ? "remembers" : "is fresh");
    mark = 1;
}

static void each_file_has_a_child_of_its_own(void **state)
{
    (void)state;
    ImportOptions options = {.limits = import_limits_default(),
                             .zygote = zygote_new(remember)};
    static const char *const requests[] = {"", "", "crash", ""};
    for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
        Error err = {0};
        int fd = file_of(STR(CONTENT));
        WorkerJob job = {.fd = fd,
                         .name = "山.txt",
                         .options = &options,
                         .request = str_from(requests[i])};
        FrameReader reader;
        frame_reader_init(&reader, job.name, &options.limits, NULL);
        assert_false(worker_run(&job, &reader, &err));
        assert_non_null(strstr(err.message, requests[i][0] ? "signal" : "is fresh"));
        error_clear(&err);
        frame_reader_clear(&reader);
        close(fd);
    }
    import_zygote_free(options.zygote);
}

static void wait_for_ever(int fd, FrameSink *sink, Str request)
{
    (void)fd, (void)sink, (void)request;
    sleep(1000);
    for (volatile int i = 0;; i++)
        ;
}

static bool stop(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    (void)context, (void)done_bytes, (void)total_bytes;
    return false;
}

static void a_child_of_the_zygote_is_stopped(void **state)
{
    (void)state;
    Error err = {0};
    ImportOptions options = {.limits = import_limits_default(),
                             .zygote = zygote_new(wait_for_ever),
                             .progress = stop};
    int fd = file_of(STR(CONTENT));
    WorkerJob job = {.fd = fd, .name = "山.txt", .options = &options};
    for (int i = 0; i < 3; i++) { /* and the next one is not the worse for it */
        FrameReader reader;
        frame_reader_init(&reader, job.name, &options.limits, NULL);
        assert_false(worker_run(&job, &reader, &err));
        assert_int_equal(err.code, ERR_CANCELLED);
        error_clear(&err);
        frame_reader_clear(&reader);
    }
    close(fd);
    import_zygote_free(options.zygote);
}

/* ---- systems that have less -------------------------------------------- */

/* Refuses what a kernel without seccomp and Landlock refuses. */
static bool take_walls_away(void)
{
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
    bool is_done = seccomp_rule_add(context, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
                                    SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0)) == 0 &&
                   seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS),
                                    SCMP_SYS(landlock_create_ruleset), 0) == 0 &&
                   seccomp_load(context) == 0;
    seccomp_release(context);
    return is_done;
}

static int import_without_walls(void)
{
    if (!take_walls_away())
        return 77;
    const char *missing = import_find_missing_wall();
    if (!missing || !strstr(missing, "seccomp") || !strstr(missing, "Landlock"))
        return 1;
    ImportOptions options = {.limits = import_limits_default()};
    Error err = {0};
    int fd = file_of(STR(CONTENT));
    Draft *draft = import_read(fd, "山.txt", &options, &err);
    return draft && draft->block_count == 1 ? 0 : 2;
}

static void an_import_works_where_walls_are_missing(void **state)
{
    (void)state;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(import_without_walls());
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
        print_message("no seccomp here to take away\n");
        skip();
    }
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_opened_for_writing),
        cmocka_unit_test(its_own_file_cannot_be_changed),
        cmocka_unit_test(no_other_file_is_read),
#ifdef WITH_POPPLER
        cmocka_unit_test(tables_of_poppler_are_read),
#endif
        cmocka_unit_test(no_process_starts),
        cmocka_unit_test(nobody_else_is_reached),
        cmocka_unit_test(every_encoding_is_known_behind_the_walls),
        cmocka_unit_test(each_file_has_a_child_of_its_own),
        cmocka_unit_test(a_child_of_the_zygote_is_stopped),
        cmocka_unit_test(an_import_works_where_walls_are_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
