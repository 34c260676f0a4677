/**
 * The one class that must live in s3proxy's package: it makes the servlet that s3proxy's own launcher keeps to itself.
 */
@NullMarked
package org.gaul.s3proxy;

import org.jspecify.annotations.NullMarked;
