/* piyue doctor: what was found out about the terminal, the system and the library, what
 * was decided from it, and the way out of what is wrong. It names no document, no text
 * and no user, so that all of it can be shown to others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/import.h>
#include <piyue/rescue.h>
#include <piyue/tui.h>

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define ANSWERS_MS 1000
#define NAME_COLUMNS 30
#define VALUE_MIN_COLUMNS 20
#define DAY_MS ((int64_t)24 * 3600 * 1000)

typedef struct Doctor {
    Cli *cli;
    bool is_json;
    const char *area; /* msgid; of the findings that follow */
    size_t problems;
} Doctor;

/* From `column` on, in as many rows as it takes; in one where nobody looks on. */
static void put_from(Cli *cli, int column, Str text)
{
    int columns =
        cli->columns - column >= VALUE_MIN_COLUMNS ? cli->columns - column : UINT16_MAX;
    size_t off = 0;
    do {
        WrapRow row = wrap_row(text, off, columns, &cli->width);
        out_printf(cli, "%*s", off ? column : 0, "");
        out_text(cli, str_slice(text, row.start, row.end));
        out_printf(cli, "\n");
        off = row.next;
    } while (off < text.len);
}

/* One finding; `hint` says what to do about it and is NULL where all is well. */
static void tell(Doctor *doctor, const char *name, Str value, const char *hint)
{
    Cli *cli = doctor->cli;
    doctor->problems += hint != NULL;
    if (doctor->is_json) {
        json_open(cli);
        json_text(cli, "area", str_from(doctor->area));
        json_text(cli, "name", str_from(name));
        json_text(cli, "value", value);
        json_bool(cli, "ok", hint == NULL);
        json_text_or_null(cli, "hint", hint ? str_from(_(hint)) : (Str){0});
        json_close(cli);
        return;
    }
    int columns = (int)text_columns(str_from(_(name)), &cli->width);
    out_printf(cli, "%s %s%*s  ", hint ? "!" : " ", _(name),
               MAX(NAME_COLUMNS - columns, 0), "");
    put_from(cli, NAME_COLUMNS + 4, value);
    if (!hint)
        return;
    out_printf(cli, "%*s> ", NAME_COLUMNS + 4, "");
    put_from(cli, NAME_COLUMNS + 6, str_from(_(hint)));
}

static void tell_text(Doctor *doctor, const char *name, const char *value,
                      const char *hint)
{
    tell(doctor, name, value && *value ? str_from(value) : STR("-"), hint);
}

static void begin(Doctor *doctor, const char *area)
{
    if (!doctor->is_json)
        out_printf(doctor->cli, "%s%s\n", doctor->area ? "\n" : "", _(area));
    doctor->area = area;
}

/* ---- the terminal ------------------------------------------------------ */

static const char *find_term_hint(const TermFindings *found)
{
    if (!found->is_known)
        return N_("there is no description of it here; set, for example, "
                  "TERM=xterm-256color");
    if (!found->is_usable)
        return N_("it cannot place its cursor; set, for example, TERM=xterm-256color");
    return NULL;
}

static void tell_answers(Doctor *doctor, const TermFindings *found)
{
    StrBuf text = {0};
    strbuf_appendf(&text, "%d.%d ms", (int)(found->answer_us / 1000),
                   (int)(found->answer_us / 100 % 10));
    tell(doctor, N_("answers"), found->is_answering ? strbuf_get(&text) : STR("-"),
         found->is_answering
             ? NULL
             : N_("it does not answer; `set ambiguous wide` in piyuerc if rows run over "
                  "their end at quotation marks"));
    for (size_t i = 0; i < found->answer_count; i++) {
        strbuf_reset(&text);
        strbuf_appendf(&text, "%d", found->answers[i].columns);
        tell(doctor, found->answers[i].name, strbuf_get(&text), NULL);
    }
    strbuf_clear(&text);
}

static const char *find_width_reason(const Cli *cli, const TermFindings *found)
{
    static const char *const decided[] = {
        N_("narrow: quotation marks, dashes and circled numbers are one column each"),
        N_("wide: quotation marks, dashes and circled numbers are two columns each"),
        N_("safe: they differ, so that other signs stand for them")};
    static const struct {
        const char *word, *reason;
    } chosen[] = {{"narrow", N_("narrow, for `set ambiguous narrow` says so")},
                  {"wide", N_("wide, for `set ambiguous wide` says so")},
                  {"safe", N_("safe, for `set ambiguous safe` says so")}};
    for (size_t i = 0; i < ARRAY_SIZE(chosen); i++)
        if (strcmp(cli->settings.ambiguous, chosen[i].word) == 0)
            return chosen[i].reason;
    return found->has_width ? decided[found->width]
                            : N_("narrow, or as it was last time: there is no answer");
}

static const char *find_multiplexer(void)
{
    return getenv("TMUX")             ? "tmux"
           : getenv("STY")            ? "screen"
           : getenv("ZELLIJ")         ? "zellij"
           : getenv("SSH_CONNECTION") ? "ssh"
                                      : NULL;
}

/* Is there a terminal behind the one that answers? */
static bool is_inside_another(void)
{
    return getenv("TMUX") || getenv("STY") || getenv("ZELLIJ");
}

static void tell_colours(Doctor *doctor, const TermFindings *found)
{
    StrBuf text = {0};
    const char *no_color = getenv("NO_COLOR"), *colorterm = getenv("COLORTERM");
    bool is_off = no_color && *no_color;
    strbuf_appendf(&text, "%s (terminfo: %d%s%s%s)", found->tier ? found->tier : "-",
                   found->colours, is_off ? ", NO_COLOR" : "",
                   colorterm && *colorterm ? ", COLORTERM=" : "",
                   colorterm ? colorterm : "");
    tell(doctor, N_("colours"), strbuf_get(&text), NULL);
    strbuf_reset(&text);
    if (found->has_ground)
        strbuf_appendf(&text, "#%06x, %s", (unsigned)found->ground,
                       found->is_light ? _("light") : _("dark"));
    tell_text(doctor, N_("ground"), text.data, NULL);
    strbuf_clear(&text);
}

static void examine_terminal(Doctor *doctor)
{
    TermFindings found;
    StrBuf size = {0};
    term_examine(&found, ANSWERS_MS);
    begin(doctor, N_("terminal"));
    tell_text(doctor, "TERM", getenv("TERM"), find_term_hint(&found));
    if (found.stand_in)
        tell_text(doctor, N_("drawn as"), found.stand_in, NULL);
    tell_text(doctor, N_("program"), getenv("TERM_PROGRAM"), NULL);
    tell_text(doctor, N_("inside"), find_multiplexer(), NULL);
    if (found.is_terminal)
        strbuf_appendf(&size, "%dx%d", found.columns, found.rows);
    else
        strbuf_append_text(&size, _("no terminal on both sides: it was not asked"));
    tell(doctor, N_("size"), strbuf_get(&size), NULL);
    strbuf_clear(&size);
    tell_colours(doctor, &found);
    if (found.is_terminal && found.is_usable)
        tell_answers(doctor, &found);
    tell_text(doctor, N_("disputed widths"), _(find_width_reason(doctor->cli, &found)),
              NULL);
    if (is_inside_another() && strcmp(doctor->cli->settings.ambiguous, "auto") == 0)
        tell_text(doctor, N_("terminal around it"),
                  _("cannot be seen from here; `set ambiguous safe` if rows run over "
                    "their end"),
                  NULL);
    tell_text(doctor, N_("copying"), _(found.clipboard), NULL);
}

/* ---- the system -------------------------------------------------------- */

static void examine_system(Doctor *doctor)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    struct utsname name;
    StrBuf text = {0};
    begin(doctor, N_("system"));
    tell_text(doctor, "piyue", PACKAGE_VERSION, NULL);
    tell_text(doctor, "SQLite", store_get_engine(), NULL);
    if (uname(&name) == 0)
        strbuf_appendf(&text, "%s %s %s", name.sysname, name.release, name.machine);
    tell_text(doctor, N_("kernel"), text.data, NULL);
    strbuf_reset(&text);
    for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value)
            strbuf_appendf(&text, "%s%s=%s", text.len ? " " : "", variables[i], value);
    }
    strbuf_appendf(&text, "%s%s", text.len ? ", " : "", nl_langinfo(CODESET));
    bool is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    tell(doctor, N_("locale"), strbuf_get(&text),
         is_utf8 ? NULL : N_("there is no UTF-8 in it; set LC_ALL=C.UTF-8"));
    strbuf_clear(&text);
    const char *wall = import_find_missing_wall();
    tell_text(doctor, N_("walls around imports"),
              wall ? _("some are missing") : "seccomp, Landlock", wall);
}

/* ---- the library ------------------------------------------------------- */

/* A path under the home as ~/…: nobody's name. */
static void append_nameless(StrBuf *out, const char *path)
{
    Str home = str_from(getenv("HOME")), whole = str_from(path);
    bool is_under = home.len > 1 && str_has_prefix(whole, home);
    strbuf_append_text(out, is_under ? "~" : "");
    strbuf_append_str(out, is_under ? str_slice(whole, home.len, whole.len) : whole);
}

static void tell_access(Doctor *doctor, const char *directory)
{
    char *path = path_join(directory, "library.db");
    struct stat folder, file;
    StrBuf text = {0};
    if (stat(directory, &folder) == 0 && stat(path, &file) == 0) {
        bool is_own = folder.st_uid == geteuid() && file.st_uid == geteuid();
        bool is_private = !(folder.st_mode & 077) && !(file.st_mode & 077);
        strbuf_appendf(&text, "%04o, %04o, %s", (unsigned)(folder.st_mode & 07777),
                       (unsigned)(file.st_mode & 07777),
                       is_own ? _("your own") : _("somebody else's"));
        tell(doctor, N_("access"), strbuf_get(&text),
             !is_own       ? N_("it belongs to somebody else; copy it and own the copy")
             : !is_private ? N_("others can read it: chmod -R go= on its directory")
                           : NULL);
    }
    strbuf_clear(&text);
    free(path);
}

static void tell_backups(Doctor *doctor, const char *directory)
{
    Arena *arena = arena_new();
    BackupList list = {0};
    Error ignored = {0};
    StrBuf text = {0};
    if (!backup_list(directory, arena, &list, &ignored))
        error_clear(&ignored);
    if (list.count)
        strbuf_append_time(&text, list.rows[0].made_ms, true);
    bool is_old = !list.count || time_now_ms() - list.rows[0].made_ms > 7 * DAY_MS;
    tell_text(doctor, N_("last backup"), text.data,
              is_old ? N_("it is long ago; `piyue backup` makes one") : NULL);
    strbuf_clear(&text);
    arena_free(arena);
}

static void tell_soundness(Doctor *doctor, Store *store)
{
    Report report = {0};
    Error err = {0};
    bool is_sound = store_check(store, false, &report, &err);
    tell_text(doctor, N_("quick check"), is_sound ? _("sound") : _("not sound"),
              is_sound ? NULL
                       : N_("`piyue check` says what; `piyue rebuild --try`, then "
                            "`piyue rebuild`, or `piyue backup --list`"));
    report_clear(&report);
    error_clear(&err);
}

static void examine_library(Doctor *doctor)
{
    Cli *cli = doctor->cli;
    char *directory = paths_get_library(cli->globals.library);
    StrBuf text = {0};
    Error err = {0};
    begin(doctor, N_("library"));
    append_nameless(&text, directory);
    if (access(directory, F_OK) != 0) {
        tell(doctor, N_("directory"), strbuf_get(&text), NULL);
        tell_text(doctor, N_("state"), _("there is none yet"), NULL);
    } else if (!cli_open_library(cli, false, &err)) {
        tell(doctor, N_("directory"), strbuf_get(&text),
             N_("it cannot be opened; `piyue check` says why"));
        tell_access(doctor, directory);
    } else {
        Store *store = library_get_store(cli->library);
        tell(doctor, N_("directory"), strbuf_get(&text), NULL);
        tell_access(doctor, directory);
        strbuf_reset(&text);
        strbuf_appendf(&text, "%d%s", store_get_schema(store),
                       store_is_writable(store) ? "" : _(", for reading only"));
        tell(doctor, N_("schema"), strbuf_get(&text), NULL);
        tell_soundness(doctor, store);
        tell_backups(doctor, directory);
    }
    error_clear(&err);
    strbuf_clear(&text);
    free(directory);
}

bool cmd_doctor(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 0, 0, err))
        return false;
    Doctor doctor = {.cli = cli, .is_json = args_has(args, "json")};
    examine_terminal(&doctor);
    examine_system(&doctor);
    examine_library(&doctor);
    cli->status = doctor.problems ? 1 : 0;
    return true;
}
