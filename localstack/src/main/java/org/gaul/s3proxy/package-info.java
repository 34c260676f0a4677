/**
 * The one class of ours that must live in s3proxy's package: s3proxy's own launcher keeps the servlet to itself, by
 * package-private access, and the embedded S3 needs it behind a filter that checks signatures. Used by
 * {@link dev.iota.local.cloud.service} alone.
 */
@NullMarked
package org.gaul.s3proxy;

import org.jspecify.annotations.NullMarked;
