/* The program itself on the library of a trial.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <piyue/rescue.h>

#include <sys/wait.h>

/* The newest operation of a kind, as its number in the log. */
static char *find_change(Program *program, const char *kind)
{
    Fixture *fixture = program->trial.fixture;
    OpList ops = {0};
    StrBuf number = {0};
    fixture_open(fixture, STORE_READ_WRITE);
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    for (size_t i = 0; i < ops.count && !number.len; i++)
        if (str_is_equal(ops.rows[i].kind, str_from(kind)))
            strbuf_appendf(&number, "%lld", (long long)ops.rows[i].seq);
    library_close(fixture->library);
    fixture->library = NULL;
    return strbuf_detach(&number);
}

static void set_arguments(Program *program)
{
    const Fixture *fixture = program->trial.fixture;
    const char *piyue = program->path ? program->path : getenv("PIYUE");
    const char *const first[] = {piyue ? piyue : "./piyue", "--library",
                                 fixture->directory};
    for (size_t i = 0; i < ARRAY_SIZE(program->arguments); i++)
        free(program->arguments[i]);
    memset(program->arguments, 0, sizeof(program->arguments));
    for (size_t i = 0; i < ARRAY_SIZE(first); i++)
        program->arguments[i] = str_dup(str_from(first[i]));
    for (size_t i = 0; i < VERB_WORDS && program->verb->words[i]; i++) {
        const char *word = program->verb->words[i];
        bool is_kind = i > 0 && strcmp(program->verb->words[i - 1], "--change") == 0;
        program->arguments[i + 3] = word[0] == '@'   ? path_join(fixture->inbox, word + 1)
                                    : word[0] == '%' ? path_join(fixture->root, word + 1)
                                    : is_kind        ? find_change(program, word)
                                                     : str_dup(str_from(word));
    }
}

static char *get_output(const Program *program)
{
    const char *name = program->verb->output;
    return name ? path_join(program->trial.fixture->root, name) : NULL;
}

void program_remove_output(const Program *program)
{
    char *output = get_output(program);
    if (output)
        unlink(output);
    free(output);
}

void program_put(const Program *program)
{
    trial_put_base(&program->trial);
    program_remove_output(program);
}

int program_go(Program *program)
{
    int status;
    TracePlan plan = {.arguments = (const char *const *)program->arguments,
                      .visit = program->visit,
                      .context = program->context,
                      .max_file_bytes = program->max_file_bytes,
                      .patience_s = program->patience_s};
    strbuf_reset(&program->said);
    trace_run(&plan, &status, &program->said);
    return status;
}

int program_run(Program *program)
{
    program_put(program);
    return program_go(program);
}

/* ---- what it left ------------------------------------------------------------------ */

/* A copy of the library is one: as good as the library, under another name. */
static void look_at_copy(Program *program, const char *path, const char *where)
{
    Trial *trial = &program->trial;
    Fixture *fixture = trial->fixture;
    char *folder = path_join(fixture->root, "copy");
    char *name = path_join(folder, "library.db");
    Library *copy = NULL;
    Report report = {0};
    assert_ok(file_make_directory(folder, &fixture->err));
    assert_int_equal(rename(path, name), 0);
    if (!library_open(&copy, folder, STORE_READ_WRITE, &report, &fixture->err)) {
        trial_lose(trial, where, error_get_message(&fixture->err));
        error_clear(&fixture->err);
    } else {
        Library *before = fixture->library;
        fixture->library = copy;
        char *dump = fixture_dump(fixture);
        if (!trial_is_as_before(trial, dump))
            trial_lose(trial, where, "the copy is not what was copied");
        free(dump);
        fixture->library = before;
    }
    library_close(copy);
    report_clear(&report);
    nftw(folder, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    free(name);
    free(folder);
}

/* A file that was to be written is whole or not there. */
static void look_at_output(Program *program, bool is_acknowledged, const char *where)
{
    Trial *trial = &program->trial;
    Fixture *fixture = trial->fixture;
    char *path = get_output(program);
    StrBuf bytes = {0};
    if (path && access(path, F_OK) != 0) {
        if (is_acknowledged)
            trial_lose(trial, where, "the file is missing");
    } else if (path && strstr(path, ".db")) {
        look_at_copy(program, path, where);
    } else if (path) {
        assert_ok(file_read(path, 1 << 24, &bytes, &fixture->err));
        if (!str_is_equal(strbuf_get(&bytes), strbuf_get(&program->expected)))
            trial_lose(trial, where, "the file is not whole");
    }
    strbuf_clear(&bytes);
    free(path);
}

static void look_at_backups(Program *program, const char *where)
{
    Fixture *fixture = program->trial.fixture;
    BackupList list = {0};
    assert_ok(backup_list(fixture->directory, fixture->arena, &list, &fixture->err));
    for (size_t i = 0; i < list.count; i++)
        look_at_copy(program, list.rows[i].path.data, where);
}

void program_look(Program *program, int status, int signal, bool is_log_asked,
                  const char *where)
{
    Trial *trial = &program->trial;
    bool is_done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (WIFSIGNALED(status) && WTERMSIG(status) != signal)
        trial_lose(trial, where, "it crashed");
    else if (WIFEXITED(status) && WEXITSTATUS(status) > 2)
        trial_lose(trial, where, "it ended otherwise");
    else if (WIFEXITED(status) && !is_done && !program->said.len)
        trial_lose(trial, where, "it failed and said nothing");
    look_at_backups(program, where);
    look_at_output(program, is_done, where);
    trial_look(trial, is_done, is_log_asked, where);
}

/* ---- one verb after the other ---------------------------------------------------------
 */

void program_learn(Program *program)
{
    Trial *trial = &program->trial;
    Fixture *fixture = trial->fixture;
    char *output = get_output(program);
    int status = program_run(program);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s: status %d: %s", trial->name, status,
                 program->said.data ? program->said.data : "");
    strbuf_reset(&program->expected);
    if (output)
        assert_ok(file_read(output, 1 << 24, &program->expected, &fixture->err));
    fixture_open(fixture, STORE_READ_WRITE);
    trial->more = trial_count_ops(trial) - trial->ops;
    if (change_find_kind(str_from(trial->name)) && !trial->more)
        fail_msg("%s: no operation came of it", trial->name);
    free(output);
}

/* What `backup --use` is to bring back: the library as it is. */
static void keep_copy(const Program *program)
{
    Fixture *fixture = program->trial.fixture;
    char *path = path_join(fixture->root, "kept.db");
    assert_ok(file_write_atomic(path, strbuf_get(&program->trial.base), &fixture->err));
    free(path);
}

void program_take(Program *program, const Verb *verb)
{
    program->verb = verb;
    program->trial.name = verb->kind;
    set_arguments(program);
    keep_copy(program);
}

void program_begin(Program *program, Fixture *fixture)
{
    trial_begin(&program->trial, fixture);
    free(fixture_write(fixture, "new.txt", STR("# 新闻\n\n第一段话。\n\n第二段。\n")));
    free(fixture_write(fixture, "changed.txt", str_from(CHANGED_PAPER)));
}

void program_end(Program *program)
{
    for (size_t i = 0; i < ARRAY_SIZE(program->arguments); i++)
        free(program->arguments[i]);
    strbuf_clear(&program->said);
    strbuf_clear(&program->expected);
    trial_end(&program->trial);
}
