/**
 * Documents of a folder of files, or of the sample that comes with the jar. Files enter, which somebody else wrote;
 * sections leave, one after the other and never all at once. Next door: {@link dev.iota.model.text.packing}, which
 * takes them.
 */
@NullMarked
package dev.iota.model.text.corpus;

import org.jspecify.annotations.NullMarked;
