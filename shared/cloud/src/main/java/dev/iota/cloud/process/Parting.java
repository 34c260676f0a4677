package dev.iota.cloud.process;

import dev.iota.core.base.Explained;

/** An exception that ends a program and knows what whoever supervises it is told. */
public interface Parting extends Explained {
    LastWord lastWord();
}
