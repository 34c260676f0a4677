/**
 * S3: where every object of a run stands, presigned URLs with length and hash, reads and writes by range. Next door:
 * {@link dev.iota.cloud.queue}, whose messages carry the URLs.
 */
@NullMarked
package dev.iota.cloud.object;

import org.jspecify.annotations.NullMarked;
