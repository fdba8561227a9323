-- | Prints the options in the pragmas of modules, each with its place and, where GHC takes the next word for it, its
-- argument: @src\/Main.hs:1:17@, a tab, @-o prog@.
--
-- @pragmas TOP FLAGS@ with names of modules on standard input, a line each; the file FLAGS has the words of the command
-- line that compiles them. What is a pragma, where a module's head ends, and what the preprocessor leaves of it, only
-- GHC knows: its own functions find out.
module Main (main) where

import Control.Exception (SomeException, try)
import Control.Monad (void)
import Control.Monad.IO.Class (liftIO)
import Data.Maybe (fromMaybe)
import GHC
import GHC.Driver.CmdLine (processArgs, runCmdLine)
import GHC.Driver.Pipeline (preprocess)
import GHC.Driver.Session
import GHC.Parser.Header (getOptionsFromFile)
import GHC.Utils.Outputable (showSDocUnsafe, ppr)
import System.Environment (getArgs)

main :: IO ()
main = do
  [top, file] <- getArgs
  options <- lines <$> readFile file
  modules <- lines <$> getContents
  -- Where GHC does not take its command line, it says so itself when it compiles.
  void (attempt (runGhc (Just top) (told options modules)))

told :: [String] -> [FilePath] -> Ghc ()
told options modules = do
  flags <- getSessionDynFlags
  (flags', _, _) <- parseDynamicFlags flags (map noLoc options)
  void (setSessionDynFlags flags' {hscTarget = HscNothing, ghcLink = NoLink})
  environment <- getSession
  flags'' <- getSessionDynFlags
  liftIO (mapM_ (\name -> heads environment flags'' name >>= mapM_ (putStrLn . line) . grouped flags'') modules)

-- | The words of the pragmas as GHC reads them for good. A module that it refuses is read as it is written: the reason
-- may be among these words.
heads :: HscEnv -> DynFlags -> FilePath -> IO [Located String]
heads environment flags name = do
  done <- attempt (preprocess environment name Nothing Nothing)
  read' <- attempt $ case done of
    Just (Right (_, processed)) -> getOptionsFromFile flags processed
    _ -> getOptionsFromFile flags name
  pure (fromMaybe [] read')

-- | An option and, if it takes the next word, that word.
grouped :: DynFlags -> [Located String] -> [Located String]
grouped flags (L place option : L _ next : rest)
  | takesNext flags option = L place (option ++ " " ++ next) : grouped flags rest
grouped flags (option : rest) = option : grouped flags rest
grouped _ [] = []

takesNext :: DynFlags -> String -> Bool
takesNext flags option = null left
  where
    ((left, _, _), _) = runCmdLine (processArgs (flagsDynamic ++ flagsPackage) [noLoc option, noLoc "x"]) flags

line :: Located String -> String
line (L place option) = showSDocUnsafe (ppr (srcSpanStart place)) ++ "\t" ++ option

attempt :: IO a -> IO (Maybe a)
attempt action = either (const Nothing :: SomeException -> Maybe a) Just <$> try action
