package dev.iota.local.cloud.states;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a file that cannot be read another name, under which nobody looks for it but a person. */
final class SetAside {
    private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);
    private static final String SUFFIX = ".unreadable";

    private SetAside() {}

    static void move(Path file, Exception why) throws IOException {
        var aside = file.resolveSibling(file.getFileName() + SUFFIX);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.error("{} cannot be read; it is now {}", file, aside, why);
    }
}
