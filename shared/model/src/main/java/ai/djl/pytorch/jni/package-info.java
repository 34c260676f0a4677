/** The one class that must live in DJL's package: it reaches the call of a TorchScript method in training mode. */
@NullMarked
package ai.djl.pytorch.jni;

import org.jspecify.annotations.NullMarked;
