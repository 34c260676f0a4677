package dev.iota.cloud.process;

import dev.iota.core.base.Explained;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.InvalidSpecException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * How a program ends by an exception that a person can act upon.
 *
 * @param word one sentence, and whether starting again may help
 * @param isMisuse whether what was asked for cannot be done
 */
public record EndReason(LastWord word, boolean isMisuse) {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final int MEMORY = 3;

    /** Of a message of the SDK, which may list everything that it tried. */
    private static final int LONGEST = 300;

    /**
     * The reason of a failure.
     *
     * @param folder where the program writes: errors of a disk are told of its disk
     * @return nothing of a defect, of which the stack says where it is
     */
    public static Optional<EndReason> of(Exception failure, Path folder) {
        var told = OrderlyTool.lastWord(failure);
        return told.isPresent() ? told.map(word -> new EndReason(word, false)) : known(failure, folder);
    }

    private static Optional<EndReason> known(Exception failure, Path folder) {
        var file = file(failure);
        var fault = new LocalDisk(file.map(Path::of).orElse(folder)).fault(failure);
        return switch (failure) {
            case Parting parting -> Optional.of(new EndReason(parting.lastWord(), false));
            case InvalidSpecException wrong -> Optional.of(new EndReason(wrong(wrong.getMessage()), true));
            case Explained explained ->
                told(fault.isPresent() ? LastWord.Kind.DISK : LastWord.Kind.WRONG, explained.getMessage());
            case Exception any when fault.isPresent() -> told(LastWord.Kind.DISK, place(file) + fault.get());
            case UncheckedIOException wrapped -> known(Objects.requireNonNull(wrapped.getCause()), folder);
            case FileSystemException wrong -> told(LastWord.Kind.WRONG, place(file) + FileReason.of(wrong));
            case SdkException away -> told(LastWord.Kind.FAILED, of(away));
            default -> Optional.empty();
        };
    }

    private static Optional<EndReason> told(LastWord.Kind kind, @Nullable String sentence) {
        return Optional.of(new EndReason(new LastWord(kind, String.valueOf(sentence)), false));
    }

    private static LastWord wrong(@Nullable String sentence) {
        return new LastWord(LastWord.Kind.WRONG, String.valueOf(sentence));
    }

    /** The file that a failure is about. */
    private static Optional<String> file(Exception failure) {
        var cause = failure instanceof UncheckedIOException wrapped ? wrapped.getCause() : failure;
        return cause instanceof FileSystemException wrong ? Optional.ofNullable(wrong.getFile()) : Optional.empty();
    }

    private static String place(Optional<String> file) {
        return file.map(path -> path + ": ").orElse("");
    }

    /** A sentence of what AWS's SDK says; it lists each place where it looked for a setting. */
    public static String of(SdkException away) {
        var text = String.valueOf(away.getMessage()).lines().findFirst().orElse("");
        if (away instanceof SdkClientException && text.startsWith("Unable to load credentials")) {
            return "there are no credentials for AWS; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
        }
        if (away instanceof SdkClientException && text.startsWith("Unable to load region")) {
            return "there is no region for AWS; set AWS_REGION, or one in the profile that AWS_PROFILE names";
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** Exit status of a program whose statuses tell these apart. */
    public int status() {
        return switch (word.kind()) {
            case DISK -> LastWord.DISK_STATUS;
            case MEMORY -> MEMORY;
            default -> isMisuse ? MISUSED : FAILED;
        };
    }
}
