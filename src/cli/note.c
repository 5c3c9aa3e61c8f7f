/* piyue note: one passage shown, or what is said about it changed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/export.h>

static bool show(Cli *cli, const Args *args, const Annotation *annotation, Error *err)
{
    AnnotationFilter filter = {.id = annotation->id, .status = -1};
    if (args_has(args, "json"))
        return export_passages(library_get_store(cli->library), &filter,
                               &(ExportOptions){.format = EXPORT_JSONL}, &cli->out, err);
    cli_print_passage(cli, annotation);
    return true;
}

/* A reply of this passage, by its number. */
static bool find_reply(const Args *args, const char *option, const Annotation *annotation,
                       int64_t *id, Error *err)
{
    if (!args_get_int(args, option, 1, INT64_MAX, id, err))
        return false;
    for (size_t i = 0; i < annotation->reply_count; i++)
        if (annotation->replies[i].id == *id)
            return true;
    return error_set(err, ERR_NOT_FOUND,
                     _("passage %lld has no reply %lld; `piyue note %lld` shows them"),
                     (long long)annotation->id, (long long)*id,
                     (long long)annotation->id);
}

/* --reply TEXT adds one; with --change-reply N it is the new text of that one. */
static bool change_replies(Cli *cli, const Args *args, const Annotation *annotation,
                           Error *err)
{
    int64_t id = 0;
    Str text = args_get(args, "reply");
    if (args_has(args, "change-reply"))
        return find_reply(args, "change-reply", annotation, &id, err) &&
               library_set_reply(cli->library, id, text, err);
    if (text.data && !library_reply(cli->library, annotation->id, text, &id, err))
        return false;
    if (text.data)
        out_printf(cli, "%lld\n", (long long)id);
    return !args_has(args, "delete-reply") ||
           (find_reply(args, "delete-reply", annotation, &id, err) &&
            library_delete_reply(cli->library, id, err));
}

static bool change(Cli *cli, const Args *args, const Annotation *annotation, Error *err)
{
    AnnotationStatus status = annotation->status;
    int64_t due_ms = annotation->due_ms, id = annotation->id;
    Str style = args_get(args, "style");
    if (str_is_equal(style, STR("none")))
        style = STR("");
    if (!mark_check_colour(&cli->settings, style, err) ||
        !cli_read_status(args, &status, err) || !cli_read_due(args, &due_ms, err))
        return false;
    Library *library = cli->library;
    if (args_has(args, "note") &&
        !library_set_note(library, id, args_get(args, "note"), err))
        return false;
    if (style.data && !library_set_style(library, id, style, err))
        return false;
    if (args_has(args, "due") && !library_set_due(library, id, due_ms, err))
        return false;
    if (args_has(args, "status") && !library_set_status(library, id, status, err))
        return false;
    if ((args_has(args, "quote") || args_has(args, "at")) &&
        !cli_place_passage(cli, args, annotation, err))
        return false;
    return change_replies(cli, args, annotation, err) &&
           (!args_has(args, "delete") || library_delete_annotation(library, id, err));
}

bool cmd_note(Cli *cli, const Args *args, Error *err)
{
    static const char *const changes[] = {
        "note", "style", "status",       "due",          "quote",
        "at",   "reply", "change-reply", "delete-reply", "delete"};
    bool is_change = false;
    if (!args_want(args, 1, 1, err))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
        is_change = is_change || args_has(args, changes[i]);
    if (args_has(args, "change-reply") && !args_has(args, "reply"))
        return error_set(err, ERR_USAGE, _("--reply says what the reply becomes"));
    Annotation annotation;
    Arena *arena = arena_new();
    bool is_done =
        cli_load_passage(cli, args->words[0], is_change, arena, &annotation, err) &&
        (!is_change || change(cli, args, &annotation, err));
    if (is_done && (!is_change || args_has(args, "json")))
        is_done =
            args_has(args, "delete") ||
            (cli_load_passage(cli, args->words[0], is_change, arena, &annotation, err) &&
             show(cli, args, &annotation, err));
    arena_free(arena);
    return is_done;
}
