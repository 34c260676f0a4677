package dev.iota.infra;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;

/** What the packages of the stack look like. */
@AnalyzeClasses(packages = "dev.iota.infra", importOptions = DoNotIncludeTests.class)
final class InfraArchitectureTest {
    private InfraArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);
}
