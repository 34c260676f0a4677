/**
 * What an audited hop left behind, from the object store or from a folder that an audit was exported to, and how anyone
 * repeats a verdict from such a folder. Next door: {@link dev.iota.model.audit}, which compares.
 */
@NullMarked
package dev.iota.validator.evidence;

import org.jspecify.annotations.NullMarked;
