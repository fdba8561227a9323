module Main (main) where

import Control.Monad (forM_)
import Data.Maybe (fromMaybe)
import System.Environment (getArgs, getProgName, lookupEnv)

main :: IO ()
main = do
  greeting <- fromMaybe "Good day" <$> lookupEnv "GREETING"
  name <- getProgName
  putStrLn (greeting ++ " from " ++ name ++ ", λ and all")
  arguments <- getArgs
  forM_ (zip [1 :: Int ..] arguments) $ \(number, argument) ->
    putStrLn ("argument " ++ show number ++ ": " ++ argument)
  putStrLn ("the factorial of 20 is " ++ show (product [1 .. 20 :: Integer]) ++ ", of 25 " ++ show (product [1 .. 25 :: Integer]))
