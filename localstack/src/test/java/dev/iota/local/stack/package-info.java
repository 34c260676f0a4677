/** LocalStack as it is: what of it is not as AWS. */
@NullMarked
package dev.iota.local.stack;

import org.jspecify.annotations.NullMarked;
