package dev.iota.local.runner.chaos.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What stands in a log that matters for a finding. */
public final class Excerpt {
    private static final int LINES = 8;
    private static final int ALARMS = 12;

    /** A library says so in a network that is loopback alone. */
    private static final String NO_CARD = "MacAddressUtil";

    private static final String FRAME = "\\s+(at|\\.\\.\\.) .*";

    private Excerpt() {}

    /** The last line; a sentence if there is none. */
    public static String last(Path file) {
        var lines = lines(file);
        return lines.isEmpty() ? "(nothing)" : lines.getLast();
    }

    /** The end of what the runner wrote, the last warnings of its processes, and those of a miner that joined. */
    public static List<String> of(Path output, Path guest, Path logs) {
        var excerpt = new ArrayList<>(tail(lines(output), LINES));
        excerpt.addAll(alarms(guest));
        if (Files.isDirectory(logs)) {
            try (var files = Files.newDirectoryStream(logs, "*.log")) {
                for (var file : files) {
                    excerpt.addAll(alarms(file));
                }
            } catch (IOException e) {
                excerpt.add("the logs cannot be read: " + e);
            }
        }
        return excerpt;
    }

    private static List<String> alarms(Path file) {
        var alarms = lines(file).stream()
                .filter(line -> line.contains("WARN") || line.contains("ERROR"))
                .filter(line -> !line.contains(NO_CARD))
                .map(line -> "%s: %s".formatted(file.getFileName(), line))
                .toList();
        return tail(alarms, ALARMS);
    }

    private static List<String> tail(List<String> lines, int most) {
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    private static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.matches(FRAME))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
