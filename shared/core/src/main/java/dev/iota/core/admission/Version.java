package dev.iota.core.admission;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers with dots between them, compared one by one; a missing one is 0. What follows a hyphen says nothing. */
record Version(List<Integer> numbers) implements Comparable<Version> {
    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6}){0,5})(?:-.*)?");

    /** Empty if the text is no version. */
    static Optional<Version> of(String text) {
        var match = SHAPE.matcher(text);
        return match.matches()
                ? Optional.of(new Version(Arrays.stream(match.group(1).split("\\.", -1))
                        .map(Integer::valueOf)
                        .toList()))
                : Optional.empty();
    }

    @Override
    public int compareTo(Version other) {
        for (var i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            var difference = Integer.compare(at(i), other.at(i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private int at(int index) {
        return index < numbers.size() ? numbers.get(index) : 0;
    }
}
