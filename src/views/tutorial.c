/* The tutorial: a document that teaches by being worked on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/tutorial.h"

#include <piyue/intake.h>
#include <piyue/screen.h>

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static Str find_text(void)
{
    const EmbeddedTutorial *tutorial = embedded_tutorials;
    while (tutorial[1].language &&
           strcmp(tutorial->language, translate_get_language()) != 0)
        tutorial++;
    return (Str){tutorial->text, tutorial->bytes};
}

bool tutorial_import(Library *library, int64_t *doc, Error *err)
{
    IntakeOptions options = {0};
    ImportResult result = {0};
    int fd = memfd_create("tutorial", MFD_CLOEXEC);
    if (fd < 0)
        return error_set_system(err, ERR_ENVIRONMENT, errno,
                                _("the tutorial cannot be opened"));
    bool is_done = file_write_fd(fd, "tutorial", find_text(), err) &&
                   library_import_fd(library, fd, "-", &options, &result, err);
    *doc = result.doc;
    import_result_clear(&result);
    close(fd);
    return is_done;
}

/* Onto the shelf, as any document: it can be trashed when it has been worked through. */
bool act_tutorial(const ActionCall *call, Error *err)
{
    int64_t doc = 0;
    if (!tutorial_import(app_get_library(call->app), &doc, err))
        return false;
    reader_save_place(call->view);
    app_touch(call->app);
    return open_reader(call->app, doc, NULL, (Str){0}, err);
}
