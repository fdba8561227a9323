{
  description = "A stand-in for nixpkgs: the functions that our flake calls, and derivations that are never built";

  outputs = { self }:
    let
      system = "x86_64-linux";
      # A derivation that carries what it was made of.
      made = name: given: derivation { inherit name system; builder = "/none"; } // { inherit given; };

      pythonPackages = builtins.listToAttrs (map (name: { inherit name; value = made name { }; }) [
        "arpy"
        "cryptography"
        "cyclonedx-python-lib"
        "hatchling"
        "hypothesis"
        "in-toto-attestation"
        "jsonschema"
        "networkx"
        "pydantic"
        "pyelftools"
        "pytest"
        "rich"
        "securesystemslib"
        "sh"
        "tomlkit"
        "urllib3"
        "zstandard"
      ]) // {
        buildPythonPackage =
          { pname, version, pyproject, src, build-system, dependencies, pythonImportsCheck }@given:
          made "${pname}-${version}" given;
      };

      python3 = {
        pkgs = pythonPackages;
        sitePackages = "lib/python3.11/site-packages";
        withPackages = choose: made "python3-env" { packages = choose pythonPackages; };
      };
    in
    {
      lib.genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);

      legacyPackages.${system} = {
        inherit python3;
        mkShell = { packages }@given: made "shell" given;
        runCommand = name: { nativeBuildInputs }@environment: script: made name { inherit script; };
        writeShellApplication = { name, runtimeInputs, text }@given: made name given;
      } // builtins.listToAttrs (map (name: { inherit name; value = made name { }; }) [
        "apt"
        "bubblewrap"
        "dpkg"
        "mypy"
        "ruff"
      ]);
    };
}
