/* What edits share, and those that are part of a larger action.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_EDIT_H
#define PIYUE_LIBRARY_EDIT_H

#include <piyue/library.h>
#include <piyue/operation.h>

/* The annotation to be edited; ERR_NOT_FOUND where it is deleted too. Lives in the
 * action's arena. */
bool edit_load_annotation(Action *action, int64_t id, Annotation *annotation,
                          Error *err) MUST_CHECK;

/* ERR_USAGE for a note or a reply that is too long. */
bool edit_check_note(Str note, Error *err) MUST_CHECK;

/* Puts a tag on what the kind is about, or takes it off; it is not so yet. */
bool edit_tag_thing(Action *action, const char *kind, Str target, Str tag, bool is_set,
                    Error *err) MUST_CHECK;
/* A new row with its uid, and its operation; tags and replies are others. */
bool edit_insert_annotation(Action *action, const Annotation *annotation, int64_t *id,
                            Error *err) MUST_CHECK;
bool edit_insert_reply(Action *action, Uid above, const Reply *reply, int64_t *id,
                       Error *err) MUST_CHECK;
bool edit_has_tag(const Str *tags, size_t count, Str tag);

/* Makes a name that stands for a text (another name of a tag, a saved filter or search)
 * stand for another one; empty: for none. Nothing happens where it is so already. */
bool edit_set_name(Action *action, const char *kind, Str name, Str old, Str text,
                   Error *err) MUST_CHECK;
/* Where a tag in the branch `from` is when the branch is `to`. */
bool edit_is_in_branch(Str name, Str branch);
Str edit_move_name(Str name, Str from, Str to, Arena *arena);
/* Saved searches that ask for a tag of the branch ask for it by its new name. */
bool edit_move_searches(Action *action, Str from, Str to, Error *err) MUST_CHECK;

/* A tag as typed → the tag that is meant: cleaned, and where it is another name of a tag,
 * that one. */
bool edit_read_tag(Action *action, Str typed, Str *tag, Error *err) MUST_CHECK;

#endif
