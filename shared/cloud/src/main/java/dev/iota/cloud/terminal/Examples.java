package dev.iota.cloud.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples of a program's commands, for its help. A line of the resource is a command with its options, and behind
 * {@code #} what it does; an empty line and one that begins with {@code #} mean nothing.
 */
public final class Examples {
    /** More would hide the options above. */
    private static final int MOST = 6;

    private static final String REMARK = " # ";

    private final String program;
    private final String called;
    private final List<String> lines;

    private Examples(String program, String called, List<String> lines) {
        this.program = program;
        this.called = called;
        this.lines = List.copyOf(lines);
    }

    /**
     * @param program its name, which every example begins with
     * @param called how it is started, which stands in the place of the name
     * @param owner whose resource {@code /examples/PROGRAM.txt} is read
     */
    public static Examples of(String program, String called, Class<?> owner) {
        var name = "/examples/%s.txt".formatted(program);
        try (var stream = owner.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("there is no resource " + name);
            }
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return new Examples(
                    program,
                    called,
                    text.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What stands below the help of a command.
     *
     * @param command its words, such as {@code iota run create}
     */
    public String[] footer(String command) {
        var found = of(command);
        if (found.isEmpty()) {
            return new String[0];
        }
        var footer = new ArrayList<>(List.of("", "Examples:"));
        for (var line : found.subList(0, Math.min(MOST, found.size()))) {
            footer.add("  " + called + line.substring(program.length()).replace("%", "%%"));
        }
        return footer.toArray(String[]::new);
    }

    /** Lines of a command, those of the commands below it among them. */
    private List<String> of(String command) {
        return lines.stream()
                .filter(line -> (line + " ").startsWith(command + " "))
                .toList();
    }

    /** The words of every example behind the name of the program, for a test that reads them. */
    public List<List<String>> arguments() {
        return lines.stream()
                .map(line -> line.contains(REMARK) ? line.substring(0, line.indexOf(REMARK)) : line)
                .map(line -> List.of(line.strip().split(" +")))
                .map(words -> words.subList(1, words.size()))
                .toList();
    }
}
