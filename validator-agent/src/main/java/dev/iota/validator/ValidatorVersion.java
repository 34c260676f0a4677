package dev.iota.validator;

import picocli.CommandLine.IVersionProvider;

/** The version of this program, as its jar declares it. */
final class ValidatorVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    static String text() {
        var declared = ValidatorVersion.class.getPackage().getImplementationVersion();
        return "validator-agent " + (declared == null ? "(not packaged)" : declared);
    }
}
