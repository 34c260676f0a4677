package dev.iota.infra;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Node.js, in which the CDK's Java classes run their JavaScript core. */
final class NodeRuntime {
    private NodeRuntime() {}

    /** Whether one of the folders of {@code path}, a PATH variable, holds an executable {@code node}. */
    static boolean isOn(@Nullable String path) {
        return path != null
                && Pattern.compile(Pattern.quote(File.pathSeparator))
                        .splitAsStream(path)
                        .filter(folder -> !folder.isBlank())
                        .flatMap(folder -> Stream.of("node", "node.exe").map(name -> Path.of(folder, name)))
                        .anyMatch(Files::isExecutable);
    }

    /** @throws InvalidSettingException if {@code path} has no {@code node} */
    static void require(@Nullable String path) {
        if (!isOn(path)) {
            throw new InvalidSettingException(
                    "the CDK needs Node.js, and no folder of PATH has 'node': install Node.js 22 or later");
        }
    }
}
