/**
 * The validator. One command exists, {@code verify-data}: a manifest and the token shards beside it enter, a line for
 * each shard leaves. Samples of the work are not re-executed yet. Next door: {@code dev.iota.core.data}, the format of
 * shards and manifest.
 */
@NullMarked
package dev.iota.validator;

import org.jspecify.annotations.NullMarked;
