package dev.iota.local.cloud;

import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands one {@link GuardedCloud} to all tests that only try what it refuses: starting it takes seconds. A test that
 * moves its clock makes a cloud of its own.
 */
final class SharedCloud implements ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(SharedCloud.class);

    private record Started(GuardedCloud cloud, Path folder) implements AutoCloseable {
        static Started now() {
            try {
                var folder = Files.createTempDirectory("iota-cloud");
                return new Started(new GuardedCloud(folder), folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (CloudException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            cloud.close();
            try (var inside = Files.walk(folder)) {
                for (var path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == GuardedCloud.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(HERE)
                .getOrComputeIfAbsent(Started.class, key -> Started.now(), Started.class)
                .cloud();
    }
}
