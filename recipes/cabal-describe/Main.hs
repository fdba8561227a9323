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
  case finalizePD chosen (ComponentRequestedSpec False False) there platform compiler [] described of
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

-- | A Setup of one's own that does what the default does, whatever the description calls it.
isDefault :: String -> Bool
isDefault text = unwords (concatMap words code) `elem` ["import Distribution.Simple main = defaultMain", "import Distribution.Simple main :: IO () main = defaultMain"]
  where
    code = [drop 1 (dropMark line) | line <- map (' ' :) (lines text), meant line]
    meant line = let rest = dropWhile isSpace (dropMark line) in not (null rest || any (`isPrefixOf` rest) ["--", "#!", "module Main"])
    dropMark line = case dropWhile isSpace line of
      '>' : rest -> ' ' : rest
      _ -> line

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
