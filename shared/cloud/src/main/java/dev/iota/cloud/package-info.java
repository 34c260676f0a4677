/** Adapters from the domain to AWS: one small class for each port; endpoints by configuration. */
@NullMarked
package dev.iota.cloud;

import org.jspecify.annotations.NullMarked;
