-- | Says of the package whose source is here what it is and needs, one fact a line: a word, a space, the fact.
--
-- Arguments: flags, such as @-templateHaskell@, each one argument; then @--missing@ and names of packages that there are
-- not, so that automatic flags are set as they are when it is built without these.
module Main (main) where

import Data.Char (isSpace)
import Data.List (isPrefixOf, isSuffixOf, nub, sort)
import qualified Data.Set as Set
import Distribution.Compiler (AbiTag (NoAbiTag), CompilerFlavor (GHC), CompilerId (..), unknownCompilerInfo)
import Distribution.Package (packageName, packageVersion)
import Distribution.PackageDescription hiding (package)
import Distribution.PackageDescription.Configuration (finalizePD)
import Distribution.PackageDescription.Parsec (readGenericPackageDescription)
import Distribution.Pretty (prettyShow)
import Distribution.System (Arch (X86_64), OS (Linux), Platform (..))
import Distribution.Types.ComponentRequestedSpec (ComponentRequestedSpec (..))
import Distribution.Verbosity (silent)
import Distribution.Version (mkVersion)
import System.Directory (doesFileExist, listDirectory)
import System.Environment (getArgs)
import System.Exit (die)

main :: IO ()
main = do
  (flags, missing) <- span' <$> getArgs
  files <- sort . filter (".cabal" `isSuffixOf`) <$> listDirectory "."
  file <- case files of
    [one] -> pure one
    _ -> die ("the source has " ++ show (length files) ++ " .cabal files, not one")
  described <- readGenericPackageDescription silent file
  setup <- mapM readIfThere ["Setup.hs", "Setup.lhs"]
  let known = Set.fromList (map (unFlagName . flagName) (genPackageFlags described))
  putStr . unlines $ case filter (`Set.notMember` known) (map (drop 1) flags) of
    unknown : _ -> ["unknown-flag " ++ unknown] ++ ["flag " ++ one | one <- Set.toList known]
    [] -> facts (concat setup) described flags (Set.fromList missing)

span' :: [String] -> ([String], [String])
span' arguments = drop 1 <$> break (== "--missing") arguments

readIfThere :: FilePath -> IO String
readIfThere file = do
  there <- doesFileExist file
  if there then readFile file else pure ""

facts :: String -> GenericPackageDescription -> [String] -> Set.Set String -> [String]
facts setup described flags missing =
  case finalizePD chosen (OneComponentRequestedSpec (CLibName LMainLibName)) there platform compiler [] described of
    Left lacking -> header ++ ["lacks " ++ prettyShow (depPkgName one) | one <- lacking]
    Right (package, _) -> header ++ ofPackage package
  where
    chosen = mkFlagAssignment [(mkFlagName (drop 1 flag), take 1 flag == "+") | flag <- flags]
    there = (`Set.notMember` missing) . prettyShow . depPkgName
    platform = Platform X86_64 Linux
    compiler = unknownCompilerInfo (CompilerId GHC (mkVersion [9, 0, 2])) NoAbiTag
    header =
      [ "name " ++ prettyShow (packageName described),
        "version " ++ prettyShow (packageVersion described),
        "build-type " ++ (if isDefault setup then "Simple" else prettyShow (buildType (packageDescription described)))
      ]

-- | A Setup of one's own that does what the default does, whatever the description calls it. To list what doctest asks for,
-- as @cabal-doctest@ does, is for the package's tests; where the preprocessor chooses, each choice has to be such a Setup.
isDefault :: String -> Bool
isDefault text = not (null code) && defaults code
  where
    code = words (concatMap plain (unlines (filter meant (map dropMark (joined (lines text))))))
    plain one
      | one `elem` "()" = " "
      | one == '=' = " = "
      | otherwise = [one]
    meant line = not (any (`isPrefixOf` dropWhile isSpace line) ["--", "{-#", "#", "module Main"])
    dropMark ('>' : rest) = rest
    dropMark line = line
    joined (line : next : rest) | "\\" `isSuffixOf` line = joined ((init line ++ next) : rest)
    joined (line : rest) = line : joined rest
    joined [] = []

-- | Whether a text is one Setup after the other, each of which does what the default does.
defaults :: [String] -> Bool
defaults [] = True
defaults code = or [defaults (drop (length form) code) | form <- forms, and (zipWith fits form code), length form <= length code]
  where
    fits "\"" word = "\"" `isPrefixOf` word
    fits wanted word = wanted == word
    forms =
      [ ["import", from] ++ names ++ signature ++ ["main", "=", does] ++ suite
        | (from, does, suite) <- [("Distribution.Simple", "defaultMain", []), ("Distribution.Extra.Doctest", "defaultMainWithDoctests", ["\""])],
          names <- [[], [does]],
          signature <- [[], ["main", "::", "IO"]]
      ]

ofPackage :: PackageDescription -> [String]
ofPackage package = nub $ case library package of
  Nothing -> ["no-library -"]
  Just found | not (buildable (libBuildInfo found)) -> ["not-buildable -"]
  Just found -> concatMap (ofLibrary . libBuildInfo) (found : inner)
    ++ ["sublibrary " ++ maybe "-" unUnqualComponentName (name one) | one <- inner]
  where
    inner = filter (buildable . libBuildInfo) (subLibraries package)
    name one = case libName one of
      LSubLibName told -> Just told
      LMainLibName -> Nothing

ofLibrary :: BuildInfo -> [String]
ofLibrary info =
  ["needs " ++ prettyShow (depPkgName one) | one <- targetBuildDepends info]
    ++ ["c-library " ++ one | one <- extraLibs info]
    ++ ["pkgconfig " ++ prettyShow one | PkgconfigDependency one _ <- pkgconfigDepends info]
    ++ ["framework " ++ one | one <- frameworks info]
    ++ ["c++ " ++ one | one <- cxxSources info]
    ++ ["tool " ++ one | LegacyExeDependency one _ <- buildTools info]
    ++ ["tool " ++ unUnqualComponentName one | ExeDependency _ one _ <- buildToolDepends info]
