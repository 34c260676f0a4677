/**
 * Reads what anybody may see of a run: the typed documents of {@code core.api.view}, page by page. A {@link
 * dev.iota.cloud.reader.ViewSource} answers, over HTTP or in this process; {@link dev.iota.cloud.reader.RunReader} asks
 * it, and says in one sentence what it refuses. Next door: {@link dev.iota.cloud.client}, those who need a key.
 */
@NullMarked
package dev.iota.cloud.reader;

import org.jspecify.annotations.NullMarked;
